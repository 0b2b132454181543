export const problems: Readonly<Record<string, { readonly title: string; readonly advice: string }>> = {
  INVALID_ISBN: { title: "Ce n’est pas un ISBN", advice: "Vérifiez ses chiffres : le dernier se déduit des autres." },
  TOO_LONG: { title: "Une saisie est trop longue", advice: "Raccourcissez ce qui est indiqué, puis renvoyez." },
  INVALID_TEXT: {
    title: "Une saisie contient des caractères qui ne sont pas du texte",
    advice: "Saisissez de nouveau ce qui est indiqué, sans retour à la ligne dans les champs d’une ligne."
  },
  IDEMPOTENCY_KEY_REUSED: {
    title: "Cela a déjà été envoyé, mais différemment",
    advice: "Rechargez la page et regardez si c’est déjà là."
  },
  BOOK_NOT_AVAILABLE: {
    title: "Le livre est emprunté",
    advice: "Quelqu’un a été plus rapide. Vous pouvez le réserver sur sa page."
  },
  BOOK_HELD: {
    title: "Le livre est réservé pour quelqu’un",
    advice: "Vous pouvez le réserver à votre tour sur sa page."
  },
  ALREADY_BORROWED: {
    title: "Cette personne a déjà le livre",
    advice: "Il figure parmi les emprunts, où il peut être prolongé."
  },
  ALREADY_HELD: {
    title: "Vous attendez déjà ce livre",
    advice: "Il figure parmi vos emprunts, sous ce que vous attendez."
  },
  BOOK_AVAILABLE: { title: "Le livre est en rayon", advice: "Inutile d’attendre : il peut être emprunté maintenant." },
  LOAN_LIMIT_REACHED: {
    title: "La bibliothèque ne prête pas davantage de livres à une personne",
    advice: "Rendez d’abord un livre."
  },
  HOLD_LIMIT_REACHED: {
    title: "On ne peut pas attendre davantage de livres",
    advice: "Annulez d’abord une autre réservation."
  },
  HOLD_CLOSED: { title: "C’est déjà terminé", advice: "Vous n’attendez plus ce livre." },
  HOLD_NOT_FOUND: { title: "Vous n’attendez plus ce livre", advice: "La liste le montrera dans un instant." },
  READER_BLOCKED: {
    title: "La bibliothèque ne prête pas à cette personne pour le moment",
    advice: "Adressez-vous à la bibliothèque."
  },
  LOAN_PERIOD_TOO_LONG: { title: "La bibliothèque ne prête pas aussi longtemps", advice: "Choisissez moins de jours." },
  NO_ACTIVE_LOAN: { title: "Le livre n’est pas emprunté", advice: "Il a peut-être été rendu entre-temps." },
  LOAN_NOT_FOUND: { title: "Cet emprunt n’existe pas", advice: "Le livre a peut-être été rendu entre-temps." },
  LOAN_RETURNED: { title: "Le livre a été rendu", advice: "Il n’y a plus rien à prolonger." },
  RENEWAL_LIMIT_REACHED: {
    title: "L’emprunt ne peut plus être prolongé",
    advice: "Rendez le livre à temps ; si personne ne l’attend, vous pourrez le réemprunter."
  },
  RENEWAL_OVERDUE: {
    title: "L’emprunt est en retard et ne peut pas être prolongé",
    advice: "Merci de rendre le livre."
  },
  HELD_BY_ANOTHER: {
    title: "Quelqu’un attend ce livre",
    advice: "Il ne peut pas être prolongé. Merci de le rendre à temps."
  },
  BOOK_NOT_FOUND: { title: "Ce livre n’existe pas", advice: "Il a peut-être été retiré du catalogue." },
  USER_NOT_FOUND: { title: "Cette personne n’existe pas", advice: "Choisissez quelqu’un dans la liste." },
  REVIEW_NOT_FOUND: { title: "Cette critique n’existe plus", advice: "Elle a peut-être été supprimée entre-temps." },
  IDEMPOTENCY_KEY_IN_USE: { title: "C’est déjà en cours", advice: "Attendez un instant, puis regardez à nouveau." },
  UNSUPPORTED_FILE_TYPE: {
    title: "Seuls les fichiers PDF, texte et Markdown sont lus",
    advice: "Choisissez un autre fichier."
  },
  FILE_TYPE_MISMATCH: {
    title: "Le fichier n’est pas ce que dit son nom",
    advice: "Vérifiez ce qu’il est vraiment et donnez-lui la bonne extension."
  },
  FILE_EMPTY: { title: "Le fichier est vide", advice: "Choisissez un autre fichier." },
  FILE_TOO_LARGE: { title: "Le fichier est trop grand", advice: "Choisissez-en un plus petit ou divisez-le." },
  PDF_ENCRYPTED: { title: "Le PDF est protégé par un mot de passe", advice: "Envoyez-le sans mot de passe." },
  PDF_INVALID: { title: "Le PDF est endommagé", advice: "Envoyez-le à nouveau depuis sa source." },
  PDF_TOO_COMPLEX: {
    title: "Le PDF est trop complexe pour être lu",
    advice: "Enregistrez-le sous une forme plus simple, ou en texte."
  },
  NEEDS_OCR: {
    title: "Le PDF ne contient que des images de texte",
    advice: "Passez-le à la reconnaissance de texte, puis envoyez-le à nouveau."
  },
  TOO_MANY_DOCUMENTS: { title: "Vous ne pouvez pas avoir davantage de documents", advice: "Retirez-en d’abord un." },
  DOCUMENT_NOT_FOUND: { title: "Ce document n’existe pas", advice: "Il a été retiré ou n’est pas partagé avec vous." },
  DOCUMENT_NOT_READ: {
    title: "Le document n’a pas encore été lu",
    advice: "Son texte apparaîtra ici dès que ce sera fait."
  },
  PAGE_NOT_FOUND: { title: "Le texte n’a pas cette page", advice: "Allez à une autre page." },
  ANSWER_NOT_FOUND: {
    title: "Cette réponse n’existe plus",
    advice: "Elle a peut-être été oubliée. Posez à nouveau la question."
  },
  CONVERSATION_NOT_FOUND: { title: "Cette conversation n’existe plus", advice: "Commencez-en une nouvelle." },
  SOURCE_NOT_FOUND: { title: "Un livre ou document choisi n’existe plus", advice: "Choisissez à nouveau où chercher." },
  LLM_DOWN: { title: "Le modèle de langage ne répond pas", advice: "Réessayez dans quelques minutes." },
  LLM_BUSY: { title: "Le modèle de langage est occupé", advice: "Réessayez dans quelques minutes." },
  JOB_NOT_FOUND: {
    title: "Cette tâche n’existe pas",
    advice: "Celles qui sont finies sont supprimées après un certain temps."
  },
  JOB_NOT_CANCELLABLE: { title: "La tâche est déjà terminée", advice: "Il n’y a plus rien à annuler." },
  JOB_NOT_RETRYABLE: {
    title: "La tâche n’a pas échoué",
    advice: "Seules celles qui ont échoué ou ont été annulées sont relancées."
  },
  QUEUE_NOT_FOUND: { title: "Cette file n’existe pas", advice: "Rechargez la page." },
  INVALID_CURSOR: { title: "La liste a changé", advice: "Rechargez-la." },
  CANCELLED: { title: "L’opération a été interrompue", advice: "Réessayez si vous le souhaitez encore." },
  UNAVAILABLE: {
    title: "Une partie de la bibliothèque est indisponible",
    advice: "Réessayez dans un instant. Rien n’a été modifié."
  },
  INVALID_REFRESH_TOKEN: { title: "Reconnectez-vous", advice: "Votre session est terminée." },
  REFRESH_TOKEN_REUSED: {
    title: "Reconnectez-vous",
    advice: "Votre session a servi à deux endroits ; elle a été fermée par précaution."
  },
  INVALID_CREDENTIALS: {
    title: "Adresse e-mail ou mot de passe incorrect",
    advice: "Vérifiez les deux, puis réessayez. Après plusieurs échecs, il faut attendre."
  },
  CSRF_REJECTED: {
    title: "La bibliothèque ne reconnaît pas cette page",
    advice: "Ouvrez la bibliothèque à sa propre adresse, puis réessayez."
  },
  EMAIL_TAKEN: {
    title: "Un compte existe déjà avec cette adresse",
    advice: "Connectez-vous, ou utilisez une autre adresse."
  },
  ORGANIZATION_NAME_TAKEN: { title: "Une bibliothèque porte déjà ce nom", advice: "Choisissez un autre nom." },
  ORGANIZATION_REQUIRED: {
    title: "Vous avez des comptes dans plusieurs bibliothèques",
    advice: "Choisissez celle où vous connecter."
  },
  LAST_ADMIN: {
    title: "La bibliothèque a besoin d’un administrateur",
    advice: "Donnez d’abord ce rôle à quelqu’un d’autre."
  },
  LOANS_OPEN: {
    title: "Des livres sont encore à rendre",
    advice: "Le compte pourra être effacé une fois tous les livres rendus."
  },
  SESSION_NOT_FOUND: { title: "Cette session est déjà terminée", advice: "Il n’y a plus rien à faire." },
  NOTIFICATION_NOT_FOUND: { title: "Cette notification a déjà disparu", advice: "Il n’y a plus rien à faire." },
  BOOK_FILE_NOT_FOUND: { title: "Ce livre n’a pas de fichier", advice: "Demandez à votre bibliothèque de l’ajouter." },
  BOOK_TEXT_NOT_FOUND: {
    title: "Ce livre n’a pas encore été lu",
    advice: "La bibliothèque lit les nouveaux livres l’un après l’autre. Réessayez plus tard."
  },
  BOOK_ON_LOAN: { title: "Quelqu’un a ce livre chez lui", advice: "Il pourra être retiré une fois rendu." },
  BORROW_REQUIRED: { title: "Seul qui l’a emprunté donne son avis", advice: "Empruntez-le d’abord." },
  ALREADY_REVIEWED: { title: "Vous avez déjà donné votre avis", advice: "Modifiez plutôt votre avis." },
  ISBN_TAKEN: {
    title: "La bibliothèque a déjà un livre avec cet ISBN",
    advice: "Vérifiez le numéro, ou modifiez l’autre livre."
  },
  BODY_TOO_LARGE: { title: "C’est trop volumineux", advice: "Envoyez un fichier plus petit." },
  UNSUPPORTED_PICTURE_TYPE: {
    title: "Seules les images PNG, JPEG et WebP sont acceptées",
    advice: "Enregistrez-la dans l’un de ces formats."
  },
  PICTURE_UNREADABLE: {
    title: "L’image est illisible",
    advice: "Enregistrez-la de nouveau, ou choisissez-en une autre."
  },
  PICTURE_DIMENSIONS: {
    title: "L’image est trop petite ou trop grande",
    advice: "Choisissez-en une de 16 à 6 000 pixels de côté."
  },
  COVER_NOT_FOUND: { title: "Le livre n’a pas de couverture", advice: "Ajoutez-en une sur la page de modification." },
  READING_LIST_NOT_FOUND: { title: "Cette liste de lecture n’existe pas", advice: "Elle a peut-être été supprimée." },
  READING_LIST_FULL: {
    title: "La liste de lecture est pleine",
    advice: "Retirez d’abord un livre, ou commencez une autre liste."
  },
  TOO_MANY_READING_LISTS: {
    title: "Pas davantage de listes de lecture",
    advice: "Supprimez-en une dont vous n’avez plus besoin."
  },
  ALREADY_IN_READING_LIST: { title: "Ce livre figure déjà sur la liste", advice: "Il n’y a plus rien à faire." },
  NOT_IN_READING_LIST: { title: "Ce livre ne figure plus sur la liste", advice: "Rechargez la page." }
}
