import type { KnownLanguage } from "./Language.ts"

const words = (list: string): ReadonlySet<string> => new Set(list.split(" "))

/**
 * Function words per language, lower case: they carry no subject, so they are left out of terms, and their mix is
 * what tells one language from another.
 */
export const stopwords: Readonly<Record<KnownLanguage, ReadonlySet<string>>> = {
  en: words(
    "a about above after again against all also although am an and another any are aren't as at be because been " +
      "before being below between both but by can can't cannot could couldn't did didn't do does doesn't doing " +
      "don't down during each either else even ever every few for from further had hadn't has hasn't have haven't " +
      "having he her here hers herself him himself his how however i i'm i've if in indeed into is isn't it it's " +
      "its itself just let's like many may me might more most much must my myself neither no nor not now of off on " +
      "once one only or other our ours ourselves out over own per quite rather same shall she should shouldn't " +
      "since so some such than that that's the their theirs them themselves then there therefore these they they're " +
      "this those though through thus to too under until up upon us very via was wasn't we we're were weren't what " +
      "when where whereas whether which while who whom whose why will with within without won't would wouldn't yet " +
      "you your yours yourself"
  ),
  de: words(
    "ab aber alle allem allen aller alles als also am an ander andere anderen anderer anderes auch auf aus außer " +
      "bei beim bin bis bist da dabei dadurch dafür dagegen daher damit danach dann daran darauf daraus darf darin " +
      "darüber darum das dass davon dazu dein deine dem den denen denn dennoch der deren des dessen dich die dies " +
      "diese diesem diesen dieser dieses dir doch dort du durch ein eine einem einen einer eines einige einigen " +
      "einmal er es etwas euch euer für gegen gewesen hab habe haben hat hatte hatten hier hin hinter ich ihm ihn " +
      "ihnen ihr ihre ihrem ihren ihrer ihres im immer in indem ins ist ja je jede jedem jeden jeder jedes jedoch " +
      "jene jener jetzt kann kein keine keinem keinen keiner können könnte mehr mein meine mich mir mit muss musste " +
      "müssen nach nachdem nicht nichts noch nun nur ob oder ohne schon sehr sein seine seinem seinen seiner seines " +
      "seit selbst sich sie sind so sogar solche soll sollte sondern sonst sowie über um und uns unser unsere unter " +
      "viel viele vom von vor während war waren warum was weder weg weil weiter welche welcher wenn wer werde " +
      "werden wie wieder will wir wird wo wollen wurde wurden würde würden zu zum zur zwar zwischen"
  ),
  fr: words(
    "à afin ai ainsi alors après as au aucun aucune aujourd'hui auquel aussi autre autres aux avait avaient avant " +
      "avec avoir ayant car ce ceci cela celle celles celui cependant ces cet cette ceux chaque chez comme comment " +
      "dans de dehors depuis des dès donc dont du durant elle elles en encore entre est et étaient était étant été " +
      "être eu eux fait font furent fut il ils je jusque la là laquelle le lequel les lesquels leur leurs lors " +
      "lorsque lui ma mais malgré même mêmes mes moi moins mon ne ni non nos notre nous on ont or ou où par parce " +
      "parmi pas pendant peu peut peuvent plus plusieurs pour pourquoi puis puisque qu quand que quel quelle " +
      "quelles quelque quelques quels qui quoi sa sans se selon sera seront ses si sinon soi soit son sont sous " +
      "suis sur ta tandis tant te tel telle tels tes toi ton toujours tous tout toute toutes très trop tu un une " +
      "vers voici voilà vos votre vous y"
  ),
  es: words(
    "a al algo algún alguna algunas alguno algunos allí ante antes aquel aquella aquellas aquello aquellos aquí " +
      "así aún aunque bajo bien cada casi como con contra cual cuales cualquier cuando cuyo cuya de del desde donde " +
      "dos durante e el él ella ellas ello ellos en entonces entre era eran es esa esas ese eso esos esta está " +
      "estaba están estas este esto estos fue fueron ha había habían haber han has hasta hay he incluso la las le " +
      "les lo los luego más me mediante mi mientras mis mismo misma mucho mucha muchos muchas muy nada ni no nos " +
      "nosotros nuestra nuestro o os otra otras otro otros para pero poco por porque pues puede pueden que qué " +
      "quien quién quienes se según ser será sí si sido siempre siendo sin sino sobre solo sólo son su sus también " +
      "tan tanto te tiene tienen toda todas todavía todo todos tras tu tus un una unas uno unos usted y ya yo"
  ),
  it: words(
    "a ad ai al alla alle allo agli anche ancora attraverso avere aveva avevano che chi ci cioè coi col come con " +
      "contro così cosa cui da dagli dai dal dalla dalle dallo degli dei del dell della delle dello dentro di dopo " +
      "dove dunque durante e è ed era erano essere fa fino fra fu furono già gli ha hanno ho i il in infatti invece " +
      "io l la le lei li lo loro lui ma mai me mentre mi mia mio molti molto ne né negli nei nel nell nella nelle " +
      "nello nessun niente noi non nostra nostro o ogni oppure ora per perché perciò però più poi può possono prima " +
      "proprio qual quale quali qualche quando quanto quasi quel quella quelle quelli quello questa queste questi " +
      "questo qui quindi se sé secondo sempre senza si sia siamo solo sono sopra sotto sta stata state stati stato " +
      "sua sue sugli sui sul sulla sulle suo suoi tale tali tanto tra tu tutta tutte tutti tutto un una uno verso " +
      "vi viene voi"
  ),
  nl: words(
    "aan af al alle alleen als altijd ander andere anders ben bij binnen boven buiten daar daarna daarom dan dat " +
      "de der deze die dit doch doen door dus een eens en enige er ervan even ging haar had hadden heb hebben heeft " +
      "hem het hier hij hoe hun iemand iets ik in indien is ja je jij jou kan kon konden kunnen maar me meer men " +
      "met mij mijn misschien moest moet moeten mocht naar na naast nadat niet niets nog nooit nu of om omdat " +
      "omtrent ondanks onder ons onze ook op opnieuw over pas reeds sinds sommige te tegen terwijl toch toen tot " +
      "totdat tussen u uit uw van vanaf veel verder via voor vooral waar waarbij waarin waarom wanneer want waren " +
      "was wat weer wel welke werd werden wie wij wil worden wordt zal ze zeer zei zelf zelfs zich zij zijn zo " +
      "zoals zonder zou zouden zulke"
  ),
  pt: words(
    "a à ao aos algo alguma algumas algum alguns ainda além antes após aquela aquelas aquele aqueles aquilo as às " +
      "assim até cada com como contra cuja cujo da das de dela delas dele deles depois desde dessa desse desta " +
      "deste diante do dos durante e é ela elas ele eles em embora enquanto entre era eram essa essas esse esses " +
      "esta está estão estas estava este estes eu foi for foram há isso isto já la lhe lhes lo logo mais mas me " +
      "mediante menos mesma mesmo meu meus minha muita muitas muito muitos na nada não nas nem nenhum nessa nesta " +
      "neste no nos nós nossa nosso num numa o onde os ou outra outras outro outros para pela pelas pelo pelos per " +
      "pode podem pois por porém porque portanto qual quais qualquer quando quanto que quem se seja sem sempre ser " +
      "será seu seus sido só sob sobre sua suas também tão tem têm ter teve tinha toda todas todo todos tudo um uma " +
      "umas uns você"
  )
}
