//! A plan of a deck as text, for the project file.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

use super::notes::ChartNote;
use super::{
    AssessedChart, BudgetChart, Compared, CountyChart, Fineness, LadderChart, Moves, Of, OutcomeChart, Page, Part,
    PilotSide, Plan, Proof, ReconcileChart, Replay, RetirementChart, ScoresChart, Shows, Sought, YearsChart,
    arranged_file,
};
use crate::answers::Quantity;
use crate::answers::question::Question;
use crate::answers::solve::Goal;
use crate::money::Money;
use crate::month::Period;
use crate::pension::Rule;
use crate::people::Group;
use crate::people::person::{Person, When};
use crate::report::Place;
use crate::report::model::slide::Shape;
use crate::report::views::overlaid::Charted;
use crate::report::views::overview::Against;
use crate::report::views::{side_by_side, variance};
use crate::scenario::Arrangement;
use crate::scenario::family::Id;
use crate::scenario::lever::LeverKey;
use crate::simulation::stochastic::Total;
use crate::statements::programme::Matter;

/// The most values that a lever of a heat map takes.
const MOST_VALUES: usize = 101;

/// What a chart is called in a plan: the end of its name's key.
fn key_of(text_key: &str) -> &str {
    text_key.split_once("chart_").map_or(text_key, |(_, key)| key)
}

/// The plan as text.
pub fn write(plan: &Plan) -> String {
    let mut document = DocumentMut::new();
    document["name"] = value(&plan.name);
    document["date"] = value(&plan.date);
    document["footer"] = value(&plan.footer);
    if !plan.source.is_empty() {
        document["source"] = value(&plan.source);
    }
    document["shape"] = value(match plan.shape {
        Shape::Wide => "16:9",
        Shape::Classic => "4:3",
    });
    document["page"] = Item::ArrayOfTables(plan.pages.iter().map(page).collect::<ArrayOfTables>());
    let note = |note: &ChartNote| {
        let mut table = Table::new();
        table["chart"] = value(&note.chart);
        table["series"] = value(&note.series);
        table["nth"] = value(i64::try_from(note.nth).unwrap_or_default());
        table["category"] = value(&note.category);
        table["text"] = value(&note.text);
        table
    };
    if !plan.notes.is_empty() {
        document["note"] = Item::ArrayOfTables(plan.notes.iter().map(note).collect::<ArrayOfTables>());
    }
    document.to_string()
}

/// One page as text.
pub(super) fn write_page(page: &Page) -> String {
    self::page(page).to_string()
}

fn read_note(table: &Table) -> Option<ChartNote> {
    let word = |key: &str| Some(table.get(key)?.as_str()?.to_owned());
    let nth = table.get("nth").and_then(Item::as_integer).and_then(|nth| usize::try_from(nth).ok());
    Some(ChartNote {
        chart: word("chart")?,
        series: word("series")?,
        nth: nth.unwrap_or_default(),
        category: word("category")?,
        text: word("text")?,
    })
}

fn page(page: &Page) -> Table {
    let mut table = Table::new();
    let kind = page.shows.text_key();
    table["shows"] = value(kind.strip_prefix("shows.").unwrap_or(kind));
    let mut put = |key: &str, text: String| table[key] = value(text);
    let of = |of: &Of| if let Of::Scenario(id) = of { id.to_string() } else { String::new() };
    let at = |place: &Place| place.county().map_or_else(|| place.suffix(), ToString::to_string);
    match &page.shows {
        Shows::Cover { period } => put_some(&mut put, "period", *period),
        Shows::Conclusions => {}
        Shows::Text { text } => put("text", text.clone()),
        Shows::Overview { of: books, place, period, against } => {
            put("of", of(books));
            put("place", at(place));
            put_period(&mut put, *period, *against);
        }
        Shows::County { of: books, place, period, chart } => {
            put("of", of(books));
            put("place", at(place));
            if let Some((period, against)) = period {
                put_period(&mut put, *period, *against);
            }
            put("chart", key_of(chart.text_key()).to_owned());
        }
        Shows::Years { of: books, place, earlier, later, chart } => {
            put("of", of(books));
            put("place", at(place));
            put("earlier", earlier.to_string());
            put("later", later.to_string());
            put("chart", key_of(chart.text_key()).to_owned());
        }
        Shows::Fund { of: books, place } => {
            put("of", of(books));
            put("place", at(place));
        }
        Shows::Assessment { year } => put("year", year.to_string()),
        Shows::Scores { year, chart } => {
            put("year", year.to_string());
            put("chart", key_of(chart.text_key()).to_owned());
        }
        Shows::Assessed { year, place, scenario, chart } => {
            put("year", year.to_string());
            put("place", at(place));
            if let Some(scenario) = scenario {
                put("scenario", scenario.to_string());
            }
            put("chart", key_of(chart.text_key()).to_owned());
        }
        Shows::Score { year, place, leaf, beside } => {
            put("year", year.to_string());
            put("place", at(place));
            put("leaf", leaf.clone());
            put("chart", key_of(beside.text_key()).to_owned());
        }
        Shows::Outcome { scenario, place, chart } => {
            put("scenario", scenario.to_string());
            put("place", at(place));
            put("chart", key_of(chart.text_key()).to_owned());
        }
        Shows::Budget { year, place, scenario, chart } => {
            put("year", year.to_string());
            put("place", at(place));
            put("scenario", scenario.to_string());
            put("chart", key_of(chart.text_key()).to_owned());
        }
        Shows::Retirement { scenario, place, year, chart } => {
            put("scenario", scenario.to_string());
            put("place", at(place));
            if let Some(year) = year {
                put("year", year.to_string());
            }
            put("chart", key_of(chart.text_key()).to_owned());
        }
        Shows::Bridge { from, to, quantity, place, period } => {
            put("from", from.to_string());
            put("to", to.to_string());
            put("quantity", quantity.key().to_owned());
            put("place", at(place));
            put_some(&mut put, "period", *period);
        }
        Shows::Tornado { scenario, quantity, place, period, moves } => {
            put("scenario", scenario.to_string());
            put("quantity", quantity.key().to_owned());
            put("place", at(place));
            put_some(&mut put, "period", *period);
            for (key, levers) in [("left_out", &moves.left_out), ("steps", &moves.steps)] {
                put_some(&mut put, key, (!levers.is_empty()).then(|| levers.join("\n")));
            }
        }
        Shows::Fan { scenario, total } => {
            put("scenario", scenario.to_string());
            put("total", total.key().to_owned());
        }
        Shows::Seek { scenario, question, place, by, own } => {
            put("scenario", scenario.to_string());
            put("question", question.key().to_owned());
            put("place", at(place));
            put_some(&mut put, "by", *by);
            if let Some(own) = own {
                put("lever", own.lever.clone());
                put("low", own.range[0].to_string());
                put("high", own.range[1].to_string());
                put("quantity", own.quantity.key().to_owned());
                put_some(&mut put, "period", own.period);
                put("goal", own.goal.key().to_owned());
                put("target", own.target.to_string());
            }
        }
        Shows::Heat { scenario, axes: [first, second], quantity, place, period, fineness } => {
            put("scenario", scenario.to_string());
            put("first", first.clone());
            put("second", second.clone());
            put("quantity", quantity.key().to_owned());
            put("place", at(place));
            put_some(&mut put, "period", *period);
            let Fineness { count, target } = Fineness::default();
            put_some(&mut put, "count", Some(fineness.count).filter(|own| *own != count));
            put_some(&mut put, "target", Some(fineness.target).filter(|own| *own != target));
        }
        Shows::Assumptions { scenario } => put("scenario", scenario.to_string()),
        Shows::ByYear { scenario, place, lever } => {
            put("scenario", scenario.to_string());
            put("place", at(place));
            put("lever", lever.key().to_owned());
        }
        Shows::Compared(compared) => {
            let ids: Vec<String> = compared.scenarios.iter().map(Id::to_string).collect();
            put("scenarios", ids.join(" "));
            put("place", at(&compared.place));
            put("chart", key_of(compared.charted.text_key()).to_owned());
            put("by", if compared.by_county { "county" } else { "place" }.to_owned());
            put("table", PROOFS.into_iter().find(|(_, proof)| *proof == compared.proof).map_or("", |p| p.0).to_owned());
        }
        Shows::Replay(replay) => {
            put("year", replay.year.to_string());
            put("arrangement", replay.arrangement.text_key().to_owned());
            put("subsidy", replay.subsidy.to_string());
            put("place", at(&replay.place));
            put("period", replay.period.to_string());
        }
        Shows::Variance { scenario, place, item } => {
            put("scenario", scenario.to_string());
            put("place", at(place));
            put("item", item.text_key().to_owned());
        }
        Shows::Pilot { scenario, place, side } => {
            put("scenario", scenario.to_string());
            put("place", at(place));
            put("side", side.text_key().to_owned());
        }
        Shows::Data => {}
        Shows::Policy { month } => put("month", month.to_string()),
        Shows::Published { table } => put("table", table.to_string()),
        Shows::Person { person, told } => {
            put("told", told.key().to_owned());
            if let Some(person) = person {
                put_person(&mut put, person);
            }
        }
        Shows::Benefits { scenario, place, year } => {
            put("scenario", scenario.to_string());
            put("place", at(place));
            put("year", year.to_string());
        }
        Shows::Programme { matter, part } => {
            put("matter", matter.key().to_owned());
            put("part", part.clone());
        }
        Shows::Moved { scenario, part } => {
            put("scenario", scenario.to_string());
            if !part.is_empty() {
                put("part", part.clone());
            }
        }
        Shows::Reconciled { account, month, chart } => {
            put("account", account.clone());
            if let Some(month) = month {
                put("month", month.to_string());
            }
            put("chart", key_of(chart.text_key()).to_owned());
        }
        Shows::Deposits { scenario, chart } => {
            put("scenario", scenario.to_string());
            put("chart", key_of(chart.text_key()).to_owned());
        }
        Shows::Flows { scenario, place, period } => {
            put("scenario", scenario.to_string());
            put("place", at(place));
            put("period", period.to_string());
        }
    }
    match page.part {
        Part::Main => {}
        Part::Chart(n) => table["content"] = value((n + 1).to_string()),
        Part::Table => table["content"] = value("table"),
    }
    for (key, words) in [("title", &page.title), ("takeaway", &page.takeaway)] {
        if let Some(words) = words {
            table[key] = value(words);
        }
    }
    if let Some(arrangement) = arranged_file::write(&page.table) {
        table["arranged"] = arrangement;
    }
    table
}

/// The tables beside a comparison by their keys.
const PROOFS: [(&str, Proof); 5] = [
    ("outcomes", Proof::Outcomes(side_by_side::Against::Nothing)),
    ("amounts", Proof::Outcomes(side_by_side::Against::Amount)),
    ("percents", Proof::Outcomes(side_by_side::Against::Percent)),
    ("levers", Proof::Levers { all: false }),
    ("all_levers", Proof::Levers { all: true }),
];

/// What is told only where it is there.
fn put_some(put: &mut impl FnMut(&str, String), key: &str, some: Option<impl ToString>) {
    if let Some(some) = some {
        put(key, some.to_string());
    }
}

fn put_person(put: &mut impl FnMut(&str, String), person: &Person) {
    put("born", person.born.to_string());
    put("group", person.group.key().to_owned());
    put("began", person.began.to_string());
    put("when", person.when.text_key().to_owned());
    put("wage", person.wage.to_decimal().to_string());
    put("years", person.years.to_string());
    put("deemed_years", person.deemed_years.to_string());
    put("index", person.index.to_string());
    put("account", person.account.to_decimal().to_string());
    put("transition_rate", person.transition_rate.to_string());
}

fn read_person(words: &BTreeMap<&str, &str>) -> Option<Person> {
    let word = |key: &str| words.get(key).copied();
    let number = |key: &str| word(key)?.parse::<Decimal>().ok();
    let money = |key: &str| Money::from_decimal(number(key)?);
    Some(Person {
        born: word("born")?.parse().ok()?,
        group: Group::of_key(word("group")?)?,
        began: word("began")?.parse().ok()?,
        when: When::ALL.into_iter().find(|when| Some(when.text_key()) == word("when"))?,
        wage: money("wage")?,
        years: number("years")?,
        deemed_years: number("deemed_years")?,
        index: number("index")?,
        account: money("account")?,
        transition_rate: number("transition_rate")?,
    })
}

/// A period, and what it stands beside where that is not the usual.
fn put_period(put: &mut impl FnMut(&str, String), period: Period, against: Against) {
    put("period", period.to_string());
    if against != Against::default() {
        put("against", against.key().to_owned());
    }
}

/// The plan of a text; `None` where it is none.
pub fn read(text: &str) -> Option<Plan> {
    let document: DocumentMut = text.parse().ok()?;
    let words = |key: &str| document.get(key).and_then(Item::as_str).unwrap_or_default().to_owned();
    let pages = match document.get("page").map(Item::as_array_of_tables) {
        Some(tables) => tables?.iter().map(read_page).collect::<Option<_>>()?,
        None => Vec::new(),
    };
    Some(Plan {
        name: words("name"),
        date: words("date"),
        footer: words("footer"),
        source: words("source"),
        shape: if words("shape") == "4:3" { Shape::Classic } else { Shape::Wide },
        pages,
        notes: document
            .get("note")
            .and_then(Item::as_array_of_tables)
            .into_iter()
            .flatten()
            .filter_map(read_note)
            .collect(),
    })
}

fn read_page(table: &Table) -> Option<Page> {
    let words: BTreeMap<&str, &str> = table.iter().filter_map(|(key, item)| Some((key, item.as_str()?))).collect();
    let word = |key: &str| words.get(key).copied();
    let id = |key: &str| word(key)?.parse::<Id>().ok();
    let year = |key: &str| word(key)?.parse::<i32>().ok();
    let of = || match word("of")? {
        "" => Some(Of::Data),
        id => id.parse().ok().map(Of::Scenario),
    };
    // A place above counties is written with a stroke before its path; older projects overlook the whole area.
    let place = || match word("place").unwrap_or_default() {
        "" => Place::Root,
        name => name.strip_prefix('/').map_or(Place::County(name.into()), |path| Place::Place(path.into())),
    };
    let against = || match word("against") {
        Some(key) => Against::ALL.into_iter().find(|against| against.key() == key),
        None => Some(Against::default()),
    };
    let quantity = || Quantity::from_key(word("quantity")?);
    let number = |key: &str| word(key)?.parse::<Decimal>().ok();
    let period = || match word("period") {
        Some(period) => period.parse().ok().map(Some),
        None => Some(None),
    };
    let is_chart = |text_key: &str| word("chart") == Some(key_of(text_key));
    let shows = match word("shows")? {
        "cover" => Shows::Cover { period: period()? },
        "conclusions" => Shows::Conclusions,
        "text" => Shows::Text { text: word("text")?.to_owned() },
        "overview" => {
            Shows::Overview { of: of()?, place: place(), period: word("period")?.parse().ok()?, against: against()? }
        }
        "county" => Shows::County {
            of: of()?,
            place: place(),
            // Older decks name none.
            period: match word("period") {
                Some(period) => Some((period.parse().ok()?, against()?)),
                None => None,
            },
            chart: CountyChart::ALL.into_iter().find(|chart| is_chart(chart.text_key()))?,
        },
        "years" => Shows::Years {
            of: of()?,
            place: place(),
            earlier: year("earlier")?,
            later: year("later")?,
            chart: YearsChart::ALL.into_iter().find(|chart| is_chart(chart.text_key()))?,
        },
        "fund" => Shows::Fund { of: of()?, place: place() },
        "assessment" => Shows::Assessment { year: year("year")? },
        "scores" => Shows::Scores {
            year: year("year")?,
            chart: ScoresChart::ALL.into_iter().find(|chart| is_chart(chart.text_key()))?,
        },
        "assessed" => Shows::Assessed {
            year: year("year")?,
            place: place(),
            scenario: match word("scenario") {
                Some(_) => Some(id("scenario")?),
                None => None,
            },
            chart: AssessedChart::ALL.into_iter().find(|chart| is_chart(chart.text_key()))?,
        },
        "score" => Shows::Score {
            year: year("year")?,
            place: place(),
            leaf: word("leaf")?.to_owned(),
            beside: AssessedChart::ALL.into_iter().find(|chart| is_chart(chart.text_key()))?,
        },
        "outcome" => Shows::Outcome {
            scenario: id("scenario")?,
            place: place(),
            chart: OutcomeChart::ALL.into_iter().find(|chart| is_chart(chart.text_key()))?,
        },
        "budget" => Shows::Budget {
            year: year("year")?,
            place: place(),
            scenario: id("scenario")?,
            chart: BudgetChart::ALL.into_iter().find(|chart| is_chart(chart.text_key()))?,
        },
        "retirement" => Shows::Retirement {
            scenario: id("scenario")?,
            place: place(),
            year: match word("year") {
                Some(_) => Some(year("year")?),
                None => None,
            },
            chart: RetirementChart::ALL.into_iter().find(|chart| is_chart(chart.text_key()))?,
        },
        "bridge" => {
            let (quantity, period) = (quantity()?, period()?);
            Shows::Bridge { from: id("from")?, to: id("to")?, quantity, place: place(), period }
        }
        "tornado" => {
            let lines = |key: &str| word(key).map_or_else(Vec::new, |text| text.lines().map(str::to_owned).collect());
            let moves = Moves { left_out: lines("left_out"), steps: lines("steps") };
            let (quantity, period) = (quantity()?, period()?);
            Shows::Tornado { scenario: id("scenario")?, quantity, place: place(), period, moves }
        }
        "fan" => {
            let total = Total::ALL.into_iter().find(|total| Some(total.key()) == word("total"))?;
            Shows::Fan { scenario: id("scenario")?, total }
        }
        "seek" => {
            let question = Question::from_key(word("question")?)?;
            let by = match word("by") {
                Some(month) => Some(month.parse().ok()?),
                None => None,
            };
            let own = match word("lever") {
                Some(lever) => Some(Box::new(Sought {
                    lever: lever.to_owned(),
                    range: [number("low")?, number("high")?],
                    quantity: quantity()?,
                    period: period()?,
                    goal: [Goal::Equal, Goal::AtMost, Goal::AtLeast]
                        .into_iter()
                        .find(|g| Some(g.key()) == word("goal"))?,
                    target: number("target")?,
                })),
                None => None,
            };
            Shows::Seek { scenario: id("scenario")?, question, place: place(), by, own }
        }
        "heat" => Shows::Heat {
            scenario: id("scenario")?,
            axes: [word("first")?.to_owned(), word("second")?.to_owned()],
            quantity: quantity()?,
            place: place(),
            period: period()?,
            fineness: Fineness {
                count: word("count")
                    .map_or(Some(Fineness::default().count), |count| count.parse().ok())?
                    .clamp(2, MOST_VALUES),
                target: word("target").map_or(Some(Decimal::ZERO), |target| target.parse().ok())?,
            },
        },
        "assumptions" => Shows::Assumptions { scenario: id("scenario")? },
        "by_year" => {
            let lever = LeverKey::ALL.iter().copied().find(|key| Some(key.key()) == word("lever"))?;
            Shows::ByYear { scenario: id("scenario")?, place: place(), lever }
        }
        "compared" => Shows::Compared(Compared {
            scenarios: word("scenarios")?.split_whitespace().map(|id| id.parse().ok()).collect::<Option<_>>()?,
            place: place(),
            charted: Charted::ALL.into_iter().find(|charted| is_chart(charted.text_key()))?,
            by_county: word("by")? == "county",
            proof: PROOFS.into_iter().find(|(key, _)| Some(*key) == word("table"))?.1,
        }),
        "replay" => Shows::Replay(Replay {
            year: year("year")?,
            arrangement: Arrangement::NAMED.into_iter().find(|a| Some(a.text_key()) == word("arrangement"))?,
            subsidy: word("subsidy")? == "true",
            place: place(),
            period: word("period")?.parse().ok()?,
        }),
        "variance" => {
            let item = variance::Item::ALL.into_iter().find(|item| Some(item.text_key()) == word("item"))?;
            Shows::Variance { scenario: id("scenario")?, place: place(), item }
        }
        "pilot" => {
            let side = PilotSide::ALL.into_iter().find(|side| Some(side.text_key()) == word("side"))?;
            Shows::Pilot { scenario: id("scenario")?, place: place(), side }
        }
        "data" => Shows::Data,
        "policy" => Shows::Policy { month: word("month")?.parse().ok()? },
        "published" => Shows::Published { table: word("table")?.parse().ok()? },
        "person" => {
            let person = match word("born") {
                Some(_) => Some(Box::new(read_person(&words)?)),
                None => None,
            };
            Shows::Person { person, told: Rule::of_key(word("told")?)? }
        }
        "benefits" => Shows::Benefits { scenario: id("scenario")?, place: place(), year: year("year")? },
        "programme" => Shows::Programme {
            matter: Matter::ALL.into_iter().find(|matter| Some(matter.key()) == word("matter"))?,
            part: word("part")?.to_owned(),
        },
        "reconciled" => Shows::Reconciled {
            account: word("account").unwrap_or_default().to_owned(),
            month: match word("month") {
                Some(month) => Some(month.parse().ok()?),
                None => None,
            },
            chart: ReconcileChart::ALL.into_iter().find(|chart| is_chart(chart.text_key()))?,
        },
        "deposits" => Shows::Deposits {
            scenario: id("scenario")?,
            chart: LadderChart::ALL.into_iter().find(|chart| is_chart(chart.text_key()))?,
        },
        "moved" => Shows::Moved { scenario: id("scenario")?, part: word("part").unwrap_or_default().to_owned() },
        "flows" => Shows::Flows { scenario: id("scenario")?, place: place(), period: word("period")?.parse().ok()? },
        _ => return None,
    };
    let own = |key: &str| word(key).map(str::to_owned);
    let part = match word("content") {
        None => Part::Main,
        Some("table") => Part::Table,
        Some(number) => Part::Chart(number.parse::<usize>().ok()?.checked_sub(1)?),
    };
    let table = arranged_file::read(table.get("arranged"));
    Some(Page { shows, part, title: own("title"), takeaway: own("takeaway"), table })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_comes_back_as_it_was() {
        let place = Place::County("屯溪区".into());
        let mut pages: Vec<Page> = [
            Shows::Overview {
                of: Of::Data,
                place: Place::Root,
                period: "2007".parse().unwrap(),
                against: Against::LastYear,
            },
            Shows::Overview {
                of: Of::Scenario(3),
                place: Place::Place("宁".into()),
                period: "2008-03".parse().unwrap(),
                against: Against::Before,
            },
            Shows::Fund { of: Of::Data, place: Place::Root },
            Shows::Assessment { year: 2007 },
            Shows::Scores { year: 2007, chart: ScoresChart::Moved },
            Shows::Scores { year: 2007, chart: ScoresChart::Watch },
            Shows::Budget { year: 2008, place: place.clone(), scenario: 1, chart: BudgetChart::Lines },
            Shows::Bridge { from: 1, to: 2, quantity: Quantity::Debt, place: Place::Root, period: None },
            Shows::Bridge {
                from: 1,
                to: 2,
                quantity: Quantity::Gap,
                place: Place::Root,
                period: Some(Period::Year(2009)),
            },
            Shows::Tornado {
                scenario: 1,
                quantity: Quantity::Balance,
                place: place.clone(),
                period: None,
                moves: Moves::default(),
            },
            Shows::Tornado {
                scenario: 1,
                quantity: Quantity::Debt,
                place: place.clone(),
                period: Some("2009-12".parse().unwrap()),
                moves: Moves {
                    left_out: vec!["grant".to_owned(), "interest".to_owned()],
                    steps: vec!["collection_rate@屯溪区=0.02".to_owned()],
                },
            },
            Shows::Seek { scenario: 1, question: Question::GrantForCover, place: Place::Root, by: None, own: None },
            Shows::Seek {
                scenario: 1,
                question: Question::GrantForCover,
                place: Place::Root,
                by: Some("2009-12".parse().unwrap()),
                own: Some(Box::new(Sought {
                    lever: "grant".to_owned(),
                    range: [Decimal::ZERO, Decimal::ONE_HUNDRED],
                    quantity: Quantity::Debt,
                    period: Some(Period::Year(2009)),
                    goal: Goal::AtMost,
                    target: Decimal::TEN,
                })),
            },
            Shows::Heat {
                scenario: 1,
                axes: ["collection_rate=0.8..1".to_owned(), "grant@2009=0..1".to_owned()],
                quantity: Quantity::Gap,
                place: place.clone(),
                period: None,
                fineness: Fineness::default(),
            },
            Shows::Heat {
                scenario: 1,
                axes: ["collection_rate=0.8..1".to_owned(), "grant@2009=0..1".to_owned()],
                quantity: Quantity::Gap,
                place: place.clone(),
                period: Some(Period::Year(2009)),
                fineness: Fineness { count: 11, target: Decimal::NEGATIVE_ONE },
            },
            Shows::Assumptions { scenario: 1 },
            Shows::ByYear { scenario: 1, place: place.clone(), lever: LeverKey::CollectionRate },
            Shows::Replay(Replay {
                year: 2007,
                arrangement: Arrangement::Unified,
                subsidy: true,
                place: Place::Root,
                period: "2007-03".parse().unwrap(),
            }),
            Shows::Variance { scenario: 1, place: place.clone(), item: variance::Item::Gap },
            Shows::Pilot { scenario: 1, place: Place::Root, side: PilotSide::Merger },
            Shows::Data,
            Shows::Cover { period: Some("2007-10".parse().unwrap()) },
            Shows::Cover { period: None },
            Shows::Conclusions,
            Shows::Text { text: "第一段\n第二段 “引号”".to_owned() },
            Shows::Policy { month: "2007-01".parse().unwrap() },
            Shows::Published { table: 2 },
            Shows::Person { person: None, told: Rule::Of2005 },
            Shows::Person { person: Some(Box::new(Person::example())), told: Rule::Of2001 },
            Shows::Benefits { scenario: 1, place: Place::Root, year: 2009 },
            Shows::Flows { scenario: 1, place: place.clone(), period: "2007-11".parse().unwrap() },
            Shows::Programme { matter: Matter::Targets, part: "programme.plan".to_owned() },
            Shows::Moved { scenario: 1, part: String::new() },
            Shows::Moved { scenario: 2, part: "programme.published".to_owned() },
            Shows::Reconciled { account: String::new(), month: None, chart: ReconcileChart::Statement },
            Shows::Reconciled {
                account: "34001111".to_owned(),
                month: Some("2013-01".parse().unwrap()),
                chart: ReconcileChart::Suspects,
            },
            Shows::Deposits { scenario: 2, chart: LadderChart::Calendar },
            Shows::Score { year: 2007, place: Place::Root, leaf: "1.1".to_owned(), beside: AssessedChart::Tree },
            Shows::Score { year: 2007, place: place.clone(), leaf: "4.2".to_owned(), beside: AssessedChart::Next },
        ]
        .into_iter()
        .chain(CountyChart::ALL.map(|chart| Shows::County { of: Of::Data, place: place.clone(), period: None, chart }))
        .chain([Shows::County {
            of: Of::Data,
            place: place.clone(),
            period: Some((Period::Year(2007), Against::Before)),
            chart: CountyChart::Flows,
        }])
        .chain(YearsChart::ALL.map(|chart| Shows::Years {
            of: Of::Data,
            place: Place::Root,
            earlier: 2004,
            later: 2007,
            chart,
        }))
        .chain(
            AssessedChart::ALL
                .into_iter()
                .zip([None, Some(3)].into_iter().cycle())
                .map(|(chart, scenario)| Shows::Assessed { year: 2007, place: place.clone(), scenario, chart }),
        )
        .chain(OutcomeChart::ALL.map(|chart| Shows::Outcome { scenario: 2, place: Place::Root, chart }))
        .chain(Total::ALL.map(|total| Shows::Fan { scenario: 2, total }))
        .chain(PROOFS.into_iter().zip([true, false].into_iter().cycle()).map(|((_, proof), by_county)| {
            Shows::Compared(Compared {
                scenarios: vec![1, 3],
                place: Place::Root,
                charted: Charted::Debt,
                by_county,
                proof,
            })
        }))
        .chain(
            RetirementChart::ALL
                .into_iter()
                .zip([None, Some(2039)].into_iter().cycle())
                .map(|(chart, year)| Shows::Retirement { scenario: 4, place: Place::Root, year, chart }),
        )
        .map(Page::new)
        .collect();
        pages[0].title = Some("标题 “引号”\n换行".to_owned());
        pages[1].takeaway = Some(String::new());
        pages[2].part = Part::Table;
        pages[3].part = Part::Chart(2);
        pages[3].table.words = "县".to_owned();
        let plan = Plan {
            name: "简报".to_owned(),
            date: "2008年1月".to_owned(),
            footer: String::new(),
            source: "江州市月报".to_owned(),
            shape: Shape::Classic,
            pages,
            notes: vec![ChartNote {
                chart: write_page(&Page::new(Shows::Data)),
                series: "支出".to_owned(),
                nth: 1,
                category: "2007-02".to_owned(),
                text: "补发 “两个月”".to_owned(),
            }],
        };
        // Only what is not usual is written, so that older plans read as they did.
        assert_eq!(write(&plan).matches("against = \"before\"").count(), 2);
        assert_eq!(write(&plan).matches("against").count(), 2);
        for page in &plan.pages {
            let one = Plan { pages: vec![page.clone()], ..plan.clone() };
            assert_eq!(
                read(&write(&one)),
                Some(one),
                "{}",
                write(&Plan { pages: vec![page.clone()], ..Plan::default() })
            );
        }
        assert_eq!(read(&write(&plan)), Some(plan));
        assert_eq!(read(&write(&Plan::default())), Some(Plan::default()));
        assert_eq!(read("[[page]]\nshows = \"weather\"\n"), None);
    }
}
