import type { Messages } from "../en/index.ts"

export const session: Messages["session"] = {
  motto: "Eine Bibliothek, die ihre Bücher selbst liest",
  language: "Sprache",
  logInTitle: "In Ihrer Bibliothek anmelden",
  signUpTitle: "Der Bibliothek beitreten",
  logIn: "Anmelden",
  signUp: "Registrieren",
  noAccount: "Noch kein Konto?",
  hasAccount: "Sie haben ein Konto?",
  email: "E-Mail-Adresse",
  emailWrong: "Eine E-Mail-Adresse sieht aus wie name@example.org",
  password: "Passwort",
  passwordMissing: "Geben Sie Ihr Passwort ein",
  passwordShort: (least) => `Mindestens ${least} Zeichen`,
  showPassword: "Passwort zeigen oder verbergen",
  fullName: "Ihr Name",
  nameMissing: "Sagen Sie, wie Sie heißen",
  whichLibrary: "Welche Bibliothek?",
  newLibrary: "Eine neue Bibliothek gründen",
  newLibraryLead: "Sie verwalten sie dann. Ohne Häkchen treten Sie der Bibliothek dieser Installation bei.",
  libraryName: "Name der neuen Bibliothek",
  libraryMissing: "Die Bibliothek braucht einen Namen"
}
