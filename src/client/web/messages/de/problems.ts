export const problems: Readonly<Record<string, { readonly title: string; readonly advice: string }>> = {
  INVALID_ISBN: {
    title: "Das ist keine ISBN",
    advice: "Prüfen Sie die Ziffern: die letzte ergibt sich aus den anderen."
  },
  TOO_LONG: { title: "Etwas ist zu lang", advice: "Kürzen Sie, was aufgeführt ist, und senden Sie es noch einmal." },
  INVALID_TEXT: {
    title: "Etwas enthält Zeichen, die kein Text sind",
    advice: "Tippen Sie neu, was aufgeführt ist, in einzeiligen Feldern ohne Zeilenumbruch."
  },
  IDEMPOTENCY_KEY_REUSED: {
    title: "Das wurde schon einmal gesendet, aber anders",
    advice: "Laden Sie die Seite neu und sehen Sie nach, ob es schon da ist."
  },
  BOOK_NOT_AVAILABLE: {
    title: "Das Buch ist ausgeliehen",
    advice: "Jemand war schneller. Auf der Seite des Buches können Sie sich vormerken."
  },
  BOOK_HELD: {
    title: "Das Buch ist für jemanden zurückgelegt",
    advice: "Auf der Seite des Buches können Sie sich vormerken."
  },
  ALREADY_BORROWED: {
    title: "Diese Person hat das Buch schon",
    advice: "Es steht bei den Ausleihen und lässt sich dort verlängern."
  },
  ALREADY_HELD: {
    title: "Sie warten schon auf dieses Buch",
    advice: "Es steht bei Ihren Ausleihen unter den Vormerkungen."
  },
  BOOK_AVAILABLE: {
    title: "Das Buch steht im Regal",
    advice: "Warten ist nicht nötig: Es kann jetzt ausgeliehen werden."
  },
  LOAN_LIMIT_REACHED: {
    title: "Mehr Bücher verleiht die Bibliothek nicht an eine Person",
    advice: "Geben Sie zuerst ein Buch zurück."
  },
  HOLD_LIMIT_REACHED: {
    title: "Auf mehr Bücher kann man nicht warten",
    advice: "Heben Sie zuerst eine andere Vormerkung auf."
  },
  HOLD_CLOSED: { title: "Das ist schon vorbei", advice: "Sie warten nicht mehr auf das Buch." },
  HOLD_NOT_FOUND: { title: "Sie warten nicht mehr auf dieses Buch", advice: "Die Liste zeigt es gleich." },
  READER_BLOCKED: {
    title: "Die Bibliothek verleiht an diese Person derzeit nicht",
    advice: "Sprechen Sie mit der Bibliothek."
  },
  LOAN_PERIOD_TOO_LONG: { title: "So lange verleiht die Bibliothek nicht", advice: "Wählen Sie weniger Tage." },
  NO_ACTIVE_LOAN: { title: "Das Buch ist nicht ausgeliehen", advice: "Vielleicht wurde es inzwischen zurückgegeben." },
  LOAN_NOT_FOUND: {
    title: "Diese Ausleihe gibt es nicht",
    advice: "Vielleicht wurde das Buch inzwischen zurückgegeben."
  },
  LOAN_RETURNED: { title: "Das Buch wurde zurückgegeben", advice: "Es gibt nichts mehr zu verlängern." },
  RENEWAL_LIMIT_REACHED: {
    title: "Die Ausleihe kann nicht mehr verlängert werden",
    advice: "Geben Sie das Buch rechtzeitig zurück; wartet niemand, können Sie es wieder ausleihen."
  },
  RENEWAL_OVERDUE: {
    title: "Die Ausleihe ist überfällig und kann nicht verlängert werden",
    advice: "Bitte geben Sie das Buch zurück."
  },
  HELD_BY_ANOTHER: {
    title: "Jemand wartet auf dieses Buch",
    advice: "Es kann nicht verlängert werden. Bitte geben Sie es rechtzeitig zurück."
  },
  BOOK_NOT_FOUND: { title: "Dieses Buch gibt es nicht", advice: "Vielleicht wurde es aus dem Katalog entfernt." },
  USER_NOT_FOUND: { title: "Diese Person gibt es nicht", advice: "Wählen Sie jemanden aus der Liste." },
  REVIEW_NOT_FOUND: {
    title: "Diese Rezension gibt es nicht mehr",
    advice: "Vielleicht wurde sie inzwischen gelöscht."
  },
  IDEMPOTENCY_KEY_IN_USE: {
    title: "Das wird gerade schon getan",
    advice: "Warten Sie einen Augenblick und sehen Sie dann nach."
  },
  UNSUPPORTED_FILE_TYPE: {
    title: "Nur PDF-, Text- und Markdown-Dateien werden gelesen",
    advice: "Wählen Sie eine andere Datei."
  },
  FILE_TYPE_MISMATCH: {
    title: "Die Datei ist nicht, was ihr Name sagt",
    advice: "Prüfen Sie, was sie wirklich ist, und geben Sie ihr die richtige Endung."
  },
  FILE_EMPTY: { title: "Die Datei ist leer", advice: "Wählen Sie eine andere Datei." },
  FILE_TOO_LARGE: { title: "Die Datei ist zu groß", advice: "Wählen Sie eine kleinere oder teilen Sie sie." },
  PDF_ENCRYPTED: { title: "Das PDF ist mit einem Passwort geschützt", advice: "Laden Sie es ohne Passwort hoch." },
  PDF_INVALID: { title: "Das PDF ist beschädigt", advice: "Laden Sie es noch einmal von der Quelle hoch." },
  PDF_TOO_COMPLEX: {
    title: "Das PDF ist zu verwickelt, um gelesen zu werden",
    advice: "Speichern Sie es einfacher oder als Text."
  },
  NEEDS_OCR: {
    title: "Das PDF enthält nur Bilder von Text",
    advice: "Lassen Sie den Text erkennen und laden Sie es noch einmal hoch."
  },
  TOO_MANY_DOCUMENTS: { title: "Mehr Dokumente können Sie nicht haben", advice: "Entfernen Sie zuerst eines." },
  DOCUMENT_NOT_FOUND: {
    title: "Dieses Dokument gibt es nicht",
    advice: "Es wurde entfernt oder ist nicht für Sie freigegeben."
  },
  DOCUMENT_NOT_READ: {
    title: "Das Dokument ist noch nicht gelesen",
    advice: "Sein Text erscheint hier, sobald das geschehen ist."
  },
  PAGE_NOT_FOUND: { title: "Diese Seite hat der Text nicht", advice: "Gehen Sie zu einer anderen Seite." },
  ANSWER_NOT_FOUND: {
    title: "Diese Antwort gibt es nicht mehr",
    advice: "Vielleicht wurde sie vergessen. Fragen Sie noch einmal."
  },
  CONVERSATION_NOT_FOUND: { title: "Dieses Gespräch gibt es nicht mehr", advice: "Beginnen Sie ein neues." },
  SOURCE_NOT_FOUND: {
    title: "Ein gewähltes Buch oder Dokument gibt es nicht mehr",
    advice: "Wählen Sie neu, worin gesucht wird."
  },
  LLM_DOWN: { title: "Das Sprachmodell antwortet nicht", advice: "Versuchen Sie es in einigen Minuten noch einmal." },
  LLM_BUSY: { title: "Das Sprachmodell ist beschäftigt", advice: "Versuchen Sie es in einigen Minuten noch einmal." },
  JOB_NOT_FOUND: { title: "Diesen Auftrag gibt es nicht", advice: "Erledigte werden nach einiger Zeit gelöscht." },
  JOB_NOT_CANCELLABLE: { title: "Der Auftrag ist schon vorbei", advice: "Es gibt nichts mehr abzubrechen." },
  JOB_NOT_RETRYABLE: {
    title: "Der Auftrag ist nicht gescheitert",
    advice: "Nur gescheiterte oder abgebrochene werden wiederholt."
  },
  QUEUE_NOT_FOUND: { title: "Diese Warteschlange gibt es nicht", advice: "Laden Sie die Seite neu." },
  INVALID_CURSOR: { title: "Die Liste hat sich geändert", advice: "Laden Sie sie neu." },
  CANCELLED: { title: "Das wurde abgebrochen", advice: "Versuchen Sie es erneut, wenn Sie es noch möchten." },
  UNAVAILABLE: {
    title: "Ein Teil der Bibliothek ist nicht erreichbar",
    advice: "Versuchen Sie es gleich noch einmal. Geändert wurde nichts."
  },
  INVALID_REFRESH_TOKEN: { title: "Melden Sie sich erneut an", advice: "Ihre Sitzung ist zu Ende." },
  REFRESH_TOKEN_REUSED: {
    title: "Melden Sie sich erneut an",
    advice: "Ihre Sitzung wurde an zwei Stellen benutzt und vorsichtshalber beendet."
  },
  INVALID_CREDENTIALS: {
    title: "E-Mail-Adresse oder Passwort ist falsch",
    advice: "Prüfen Sie beides und versuchen Sie es erneut. Nach mehreren Fehlversuchen müssen Sie warten."
  },
  CSRF_REJECTED: {
    title: "Die Bibliothek kennt diese Seite nicht",
    advice: "Öffnen Sie die Bibliothek unter ihrer eigenen Adresse und versuchen Sie es erneut."
  },
  EMAIL_TAKEN: {
    title: "Mit dieser E-Mail-Adresse gibt es ein Konto",
    advice: "Melden Sie sich damit an, oder nehmen Sie eine andere Adresse."
  },
  ORGANIZATION_NAME_TAKEN: {
    title: "Eine Bibliothek mit diesem Namen gibt es schon",
    advice: "Wählen Sie einen anderen Namen."
  },
  ORGANIZATION_REQUIRED: {
    title: "Sie haben Konten in mehreren Bibliotheken",
    advice: "Wählen Sie, wo Sie sich anmelden."
  },
  LAST_ADMIN: {
    title: "Die Bibliothek braucht eine Verwaltung",
    advice: "Geben Sie zuerst jemand anderem diese Rolle."
  },
  LOANS_OPEN: {
    title: "Zuerst sind Bücher zurückzubringen",
    advice: "Das Konto lässt sich löschen, sobald alle Bücher zurück sind."
  },
  SESSION_NOT_FOUND: { title: "Diese Sitzung ist schon zu Ende", advice: "Es bleibt nichts zu tun." },
  NOTIFICATION_NOT_FOUND: { title: "Diese Mitteilung ist schon fort", advice: "Es bleibt nichts zu tun." },
  BOOK_FILE_NOT_FOUND: {
    title: "Zu diesem Buch gibt es keine Datei",
    advice: "Bitten Sie Ihre Bibliothek, sie hinzuzufügen."
  },
  BOOK_TEXT_NOT_FOUND: {
    title: "Dieses Buch wurde noch nicht gelesen",
    advice: "Die Bibliothek liest neue Bücher nacheinander. Versuchen Sie es später."
  },
  BOOK_ON_LOAN: { title: "Jemand hat dieses Buch zu Hause", advice: "Es lässt sich entfernen, sobald es zurück ist." },
  BORROW_REQUIRED: { title: "Nur wer das Buch ausgeliehen hat, rezensiert es", advice: "Leihen Sie es zuerst aus." },
  ALREADY_REVIEWED: {
    title: "Sie haben dieses Buch schon rezensiert",
    advice: "Bearbeiten Sie stattdessen Ihre Rezension."
  },
  ISBN_TAKEN: {
    title: "Die Bibliothek hat ein Buch mit dieser ISBN",
    advice: "Prüfen Sie die Nummer, oder bearbeiten Sie jenes Buch."
  },
  BODY_TOO_LARGE: { title: "Das ist zu groß", advice: "Senden Sie eine kleinere Datei." },
  UNSUPPORTED_PICTURE_TYPE: {
    title: "Nur Bilder als PNG, JPEG oder WebP werden angenommen",
    advice: "Speichern Sie es in einem dieser Formate."
  },
  PICTURE_UNREADABLE: {
    title: "Das Bild ist nicht lesbar",
    advice: "Speichern Sie es neu, oder wählen Sie ein anderes."
  },
  PICTURE_DIMENSIONS: {
    title: "Das Bild ist zu klein oder zu groß",
    advice: "Wählen Sie eines mit 16 bis 6.000 Pixeln je Seite."
  },
  COVER_NOT_FOUND: {
    title: "Das Buch hat keinen Umschlag",
    advice: "Fügen Sie einen auf der Bearbeitungsseite hinzu."
  },
  READING_LIST_NOT_FOUND: { title: "Diese Leseliste gibt es nicht", advice: "Vielleicht wurde sie gelöscht." },
  READING_LIST_FULL: {
    title: "Die Leseliste ist voll",
    advice: "Entfernen Sie zuerst ein Buch, oder beginnen Sie eine weitere Liste."
  },
  TOO_MANY_READING_LISTS: {
    title: "Mehr Leselisten gehen nicht",
    advice: "Löschen Sie eine, die Sie nicht mehr brauchen."
  },
  ALREADY_IN_READING_LIST: { title: "Das Buch steht schon auf dieser Liste", advice: "Es bleibt nichts zu tun." },
  NOT_IN_READING_LIST: { title: "Das Buch steht nicht mehr auf dieser Liste", advice: "Laden Sie die Seite neu." }
}
