export const profile = {
  title: "Profile",
  lead: (email: string, role: string) => `${email} · ${role}`,
  roles: { member: "Member", librarian: "Librarian", admin: "Administrator" },
  blocked: {
    title: "You may not borrow at present",
    lead: (reason: string) => `The library says: ${reason}`,
    ask: "Ask at the desk what to do about it."
  },
  name: {
    title: "Your name",
    label: "Name",
    lead: "It stands beside your reviews.",
    missing: "Say what you are called",
    tooLong: "At most 120 characters",
    saved: "Your name was changed."
  },
  password: {
    title: "Password",
    lead: "Changing it ends your sessions on all other devices.",
    current: "Current password",
    next: "New password",
    again: "New password again",
    currentMissing: "Type your current password",
    currentWrong: "This is not your current password",
    short: (least: number) => `At least ${least} characters`,
    long: (most: number) => `At most ${most} characters`,
    differs: "The two are not the same",
    same: "The new password is the old one",
    change: "Change password",
    changed: "Your password was changed. Other devices were logged out."
  },
  display: {
    title: "Language and colours",
    lead: "On this device only.",
    language: "Language",
    colors: "Colours"
  },
  sessions: {
    title: "Where you are logged in",
    lead: "End what you do not know, and change your password then.",
    current: "This device",
    unknown: "Unknown program",
    on: (browser: string, system: string) => `${browser} on ${system}`,
    since: (when: string) => `Logged in ${when}`,
    lastUsed: (when: string) => `last used ${when}`,
    end: "Log out",
    endOf: (device: string) => `Log out: ${device}`,
    ended: "The session was ended."
  },
  export: {
    title: "Your data",
    lead: "Everything the library keeps of you, as a file that programs can read.",
    download: "Download my data",
    done: "Your data was downloaded."
  },
  erase: {
    title: "Erase the account",
    lead: "For good. Nobody can bring it back.",
    open: "Erase my account…",
    sure: "Erase your account for good?",
    consequences: [
      "You are logged out everywhere, and can never log in again.",
      "Your holds are cancelled, your reading positions, lists, questions, notifications and documents are gone.",
      "Past loans stay in the library’s books, without your name.",
      "Books that you have at home must be returned first."
    ],
    password: "Your password, to show that it is you",
    passwordMissing: "Type your password",
    passwordWrong: "This is not your password",
    understood: "I understand that this cannot be undone",
    understoodMissing: "Tick it to go on",
    erase: "Erase for good",
    erased: "Your account was erased."
  }
}
