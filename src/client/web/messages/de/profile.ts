import type { Messages } from "../en/index.ts"

export const profile: Messages["profile"] = {
  title: "Profil",
  lead: (email, role) => `${email} · ${role}`,
  roles: { member: "Mitglied", librarian: "Bibliothekskraft", admin: "Verwaltung" },
  blocked: {
    title: "Sie dürfen zurzeit nichts ausleihen",
    lead: (reason) => `Die Bibliothek sagt: ${reason}`,
    ask: "Fragen Sie an der Theke, was zu tun ist."
  },
  name: {
    title: "Ihr Name",
    label: "Name",
    lead: "Er steht bei Ihren Rezensionen.",
    missing: "Sagen Sie, wie Sie heißen",
    tooLong: "Höchstens 120 Zeichen",
    saved: "Ihr Name wurde geändert."
  },
  password: {
    title: "Passwort",
    lead: "Eine Änderung beendet Ihre Sitzungen auf allen anderen Geräten.",
    current: "Bisheriges Passwort",
    next: "Neues Passwort",
    again: "Neues Passwort, noch einmal",
    currentMissing: "Geben Sie Ihr bisheriges Passwort ein",
    currentWrong: "Das ist nicht Ihr bisheriges Passwort",
    short: (least) => `Mindestens ${least} Zeichen`,
    long: (most) => `Höchstens ${most} Zeichen`,
    differs: "Die beiden sind nicht gleich",
    same: "Das neue Passwort ist das alte",
    change: "Passwort ändern",
    changed: "Ihr Passwort wurde geändert. Andere Geräte sind abgemeldet."
  },
  display: {
    title: "Sprache und Farben",
    lead: "Nur auf diesem Gerät.",
    language: "Sprache",
    colors: "Farben"
  },
  sessions: {
    title: "Wo Sie angemeldet sind",
    lead: "Beenden Sie, was Sie nicht kennen, und ändern Sie dann Ihr Passwort.",
    current: "Dieses Gerät",
    unknown: "Unbekanntes Programm",
    on: (browser, system) => `${browser} auf ${system}`,
    since: (when) => `Angemeldet ${when}`,
    lastUsed: (when) => `zuletzt benutzt ${when}`,
    end: "Abmelden",
    endOf: (device) => `Abmelden: ${device}`,
    ended: "Die Sitzung wurde beendet."
  },
  export: {
    title: "Ihre Daten",
    lead: "Alles, was die Bibliothek über Sie aufbewahrt, als Datei, die Programme lesen können.",
    download: "Meine Daten herunterladen",
    done: "Ihre Daten wurden heruntergeladen."
  },
  erase: {
    title: "Konto löschen",
    lead: "Endgültig. Niemand kann es zurückholen.",
    open: "Mein Konto löschen …",
    sure: "Ihr Konto endgültig löschen?",
    consequences: [
      "Sie werden überall abgemeldet und können sich nie wieder anmelden.",
      "Ihre Vormerkungen werden storniert; Lesestände, Listen, Fragen, Mitteilungen und Dokumente sind fort.",
      "Vergangene Ausleihen bleiben in den Büchern der Bibliothek, ohne Ihren Namen.",
      "Bücher, die Sie zu Hause haben, müssen zuerst zurückgebracht werden."
    ],
    password: "Ihr Passwort, zum Nachweis, dass Sie es sind",
    passwordMissing: "Geben Sie Ihr Passwort ein",
    passwordWrong: "Das ist nicht Ihr Passwort",
    understood: "Mir ist klar, dass das nicht rückgängig zu machen ist",
    understoodMissing: "Setzen Sie das Häkchen, um fortzufahren",
    erase: "Endgültig löschen",
    erased: "Ihr Konto wurde gelöscht."
  }
}
