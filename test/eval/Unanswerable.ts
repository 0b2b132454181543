/** A question that sounds as if the texts answered it, and the file of the data folder whose texts do not. */
export interface Unanswerable {
  readonly question: string
  readonly over: "qa-passages.json" | "chunk-corpora"
}

const passages = (...questions: ReadonlyArray<string>): ReadonlyArray<Unanswerable> =>
  questions.map((question) => ({ question, over: "qa-passages.json" }))
const corpora = (...questions: ReadonlyArray<string>): ReadonlyArray<Unanswerable> =>
  questions.map((question) => ({ question, over: "chunk-corpora" }))

/**
 * The twenty that are measured: about people and things that the texts do not know, and facts that they do not tell of
 * those they know.
 */
export const unanswerable: ReadonlyArray<Unanswerable> = [
  ...passages(
    "Who was the first chairman of the Royal Astronomical Society of Norway?",
    "Which computer verified Goldbach's conjecture for the first time at CERN?",
    "When was the Sydney Opera House opened?",
    "What is the capital of Mongolia's Khovd province?",
    "How many strings does a Portuguese guitar have?",
    "Who wrote the novel The Leopard?",
    "Why did the Roman emperor Diocletian retire?",
    "At which university did Kawann Short study?",
    "How many children does Peyton Manning have?",
    "What was the price of a ticket for Super Bowl 50?",
    "In what year was Rainulf Drengot born?",
    "How tall was Martin Luther?",
    "What did the crew of Apollo 1 eat for breakfast before the plugs-out test?",
    "How deep is the Amazon River at its deepest point?",
    "Who was elected mayor of Fresno in 2012?",
    "How many passengers use Jacksonville International Airport every year?"
  ),
  ...corpora(
    "What did President Biden say about the colonisation of Mars?",
    "How much did the voice actors of Valkyria Chronicles III earn?",
    "Which hotel in Copenhagen won the award for the best breakfast?",
    "Who carried out the first heart transplant in South Africa?"
  )
]

/** Others, most of them harder, by which it was chosen what decides. The twenty took part in its weights too. */
export const unanswerableForTuning: ReadonlyArray<Unanswerable> = [
  ...passages(
    "Which painter decorated the palace of Frederick William of Brandenburg?",
    "At what temperature does oxygen freeze into a solid?",
    "Which medicine did the medical faculty in Paris prescribe against the plague?",
    "How much did ABC pay Pittard Sullivan for its graphic design?",
    "What is the name of Kublai Khan's favourite horse?",
    "Who painted the ceiling of the opera house in Lyon?",
    "When was the Suez Canal opened to ships?",
    "How many moons does the planet Neptune have?",
    "Who was the king of Portugal in 1640?",
    "What is the official language of Suriname?",
    "Where was the composer Jean Sibelius born?",
    "Why did the Titanic sink?",
    "Who won the Tour de France in 1997?",
    "What is the currency of Bhutan?",
    "How high is Mount Kilimanjaro?",
    "Which chemist invented dynamite?",
    "In what year did the Berlin Wall fall?",
    "Who is the author of Don Quixote?",
    "What causes the northern lights?",
    "How long is the Great Wall of China?",
    "What is the name of Luke Kuechly's wife?",
    "How many tackles did Tom Brady register in the final?",
    "Who sang the national anthem at Super Bowl XXXIII?",
    "What colour was the uniform that John Elway wore?",
    "Who was the mother of Rollo?",
    "How many soldiers did Oursel lead into the Euphrates valley?",
    "When did the Normans conquer Iceland?",
    "Which programming language was used to simulate the Turing machine?",
    "What prize did the inventor of the Turing machine receive in 1966?",
    "How many copies of Luther's Bible were printed in 1534?",
    "What instrument did Luther play as a child?",
    "How many employees did BSkyB have in 2007?",
    "Who designed the logo of Sky Digital?",
    "How many Huguenots emigrated to Brazil?",
    "What was the profession of Theodor Fontane's father?",
    "What is the price of a litre of liquid oxygen?",
    "Which hospital bought the first hyperbaric oxygen chamber in Japan?",
    "How old was Joseph Shea when he joined NASA?",
    "Who built the engine of the Soyuz spacecraft?",
    "Which tribe of the Amazon rainforest invented the blowgun?",
    "How many jaguars live in the Amazon rainforest?",
    "When was the first tram line opened in Fresno?",
    "How many people died of cholera in Hamburg in 1892?",
    "Who is the manager of Newcastle United?",
    "What is the height of the Tyne Bridge above the water?",
    "Who wrote the first script that ABC rejected in 1950?",
    "How many years does it take to become a pharmacist in Canada?",
    "What was Percy Shelley's favourite food?",
    "How long was Ferenc Deák imprisoned in Vienna?",
    "How much does a year at a private school in India cost on average?",
    "What is the name of the football stadium in Jacksonville?",
    "Which actor played the Doctor in the film of 1996?",
    "How many wives did Gegeen Khan have?",
    "Which member of the IPCC won the Fields Medal?",
    "Who proved the twin prime conjecture in 2015?",
    "How much is a member of the Scottish Parliament paid?",
    "In which city was Edward Said buried?",
    "What did Napoleon write about Cecil Rhodes?",
    "How many ships did Louis-Joseph de Montcalm bring to New France?"
  ),
  ...corpora(
    "What does the treaty of Tordesillas say about Brazil?",
    "Who composed the music of the ballet Swan Lake?",
    "How many symphonies did Joseph Haydn write?",
    "When did Iceland join the United Nations?",
    "Which company built the first electric tram in Budapest?",
    "What is the name of President Biden's dog?",
    "How many votes did the bipartisan border bill get in the Senate of Australia?",
    "Who directed the film version of Valkyria Chronicles III?",
    "What was the salary of the Columbus Blue Jackets' head coach?",
    "Which architect designed the railway station of Little Rock?",
    "Which theme park did Reykjavik close to save energy?",
    "What is the average lifespan of a zebra according to the article on insulin?",
    "Who discovered penicillin and in what year?",
    "How many women sat on the board of Mondelez in 2019?",
    "Which football club did Entergy sponsor in 2008?"
  )
]
