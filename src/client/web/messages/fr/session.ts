import type { Messages } from "../en/index.ts"

export const session: Messages["session"] = {
  motto: "Une bibliothèque qui lit ses propres livres",
  language: "Langue",
  logInTitle: "Se connecter à votre bibliothèque",
  signUpTitle: "Rejoindre la bibliothèque",
  logIn: "Se connecter",
  signUp: "S’inscrire",
  noAccount: "Pas encore de compte ?",
  hasAccount: "Vous avez un compte ?",
  email: "Adresse e-mail",
  emailWrong: "Une adresse e-mail ressemble à nom@example.org",
  password: "Mot de passe",
  passwordMissing: "Saisissez votre mot de passe",
  passwordShort: (least) => `Au moins ${least} caractères`,
  showPassword: "Afficher ou masquer le mot de passe",
  fullName: "Votre nom",
  nameMissing: "Indiquez votre nom",
  whichLibrary: "Quelle bibliothèque ?",
  newLibrary: "Fonder une nouvelle bibliothèque",
  newLibraryLead: "Vous en serez l’administrateur. Sans cocher, vous rejoignez la bibliothèque de cette installation.",
  libraryName: "Nom de la nouvelle bibliothèque",
  libraryMissing: "La bibliothèque a besoin d’un nom"
}
