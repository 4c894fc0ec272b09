//! A plan of a deck as text, for the project file.

use std::collections::BTreeMap;

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

use super::{
    AssessedChart, BudgetChart, CountyChart, LadderChart, Of, OutcomeChart, Page, Plan, ReconcileChart,
    RetirementChart, ScoresChart, Shows, YearsChart,
};
use crate::answers::Quantity;
use crate::answers::question::Question;
use crate::month::Period;
use crate::report::Place;
use crate::report::model::slide::Shape;
use crate::report::views::overview::Against;
use crate::scenario::family::Id;
use crate::simulation::stochastic::Total;
use crate::statements::programme::Matter;

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
    document["shape"] = value(match plan.shape {
        Shape::Wide => "16:9",
        Shape::Classic => "4:3",
    });
    document["page"] = Item::ArrayOfTables(plan.pages.iter().map(page).collect::<ArrayOfTables>());
    document.to_string()
}

fn page(page: &Page) -> Table {
    let mut table = Table::new();
    let kind = page.shows.text_key();
    table["shows"] = value(kind.strip_prefix("shows.").unwrap_or(kind));
    let mut put = |key: &str, text: String| table[key] = value(text);
    let of = |of: &Of| if let Of::Scenario(id) = of { id.to_string() } else { String::new() };
    let at = |place: &Place| place.county().map_or_else(|| place.suffix(), ToString::to_string);
    match &page.shows {
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
        Shows::Fund { of: books } => put("of", of(books)),
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
        Shows::Bridge { from, to, quantity, place } => {
            put("from", from.to_string());
            put("to", to.to_string());
            put("quantity", quantity.key().to_owned());
            put("place", at(place));
        }
        Shows::Tornado { scenario, quantity, place } => {
            put("scenario", scenario.to_string());
            put("quantity", quantity.key().to_owned());
            put("place", at(place));
        }
        Shows::Fan { scenario, total } => {
            put("scenario", scenario.to_string());
            put("total", total.key().to_owned());
        }
        Shows::Seek { scenario, question, place } => {
            put("scenario", scenario.to_string());
            put("question", question.key().to_owned());
            put("place", at(place));
        }
        Shows::Heat { scenario, axes: [first, second], quantity, place } => {
            put("scenario", scenario.to_string());
            put("first", first.clone());
            put("second", second.clone());
            put("quantity", quantity.key().to_owned());
            put("place", at(place));
        }
        Shows::Programme { matter, part } => {
            put("matter", matter.key().to_owned());
            put("part", part.clone());
        }
        Shows::Moved { scenario } => put("scenario", scenario.to_string()),
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
    for (key, words) in [("title", &page.title), ("takeaway", &page.takeaway)] {
        if let Some(words) = words {
            table[key] = value(words);
        }
    }
    table
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
        shape: if words("shape") == "4:3" { Shape::Classic } else { Shape::Wide },
        pages,
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
    let is_chart = |text_key: &str| word("chart") == Some(key_of(text_key));
    let shows = match word("shows")? {
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
        "fund" => Shows::Fund { of: of()? },
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
        "bridge" => Shows::Bridge { from: id("from")?, to: id("to")?, quantity: quantity()?, place: place() },
        "tornado" => Shows::Tornado { scenario: id("scenario")?, quantity: quantity()?, place: place() },
        "fan" => {
            let total = Total::ALL.into_iter().find(|total| Some(total.key()) == word("total"))?;
            Shows::Fan { scenario: id("scenario")?, total }
        }
        "seek" => {
            let question = Question::from_key(word("question")?)?;
            Shows::Seek { scenario: id("scenario")?, question, place: place() }
        }
        "heat" => Shows::Heat {
            scenario: id("scenario")?,
            axes: [word("first")?.to_owned(), word("second")?.to_owned()],
            quantity: quantity()?,
            place: place(),
        },
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
        "moved" => Shows::Moved { scenario: id("scenario")? },
        "flows" => Shows::Flows { scenario: id("scenario")?, place: place(), period: word("period")?.parse().ok()? },
        _ => return None,
    };
    let own = |key: &str| word(key).map(str::to_owned);
    Some(Page { shows, title: own("title"), takeaway: own("takeaway") })
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
            Shows::Fund { of: Of::Data },
            Shows::Assessment { year: 2007 },
            Shows::Scores { year: 2007, chart: ScoresChart::Moved },
            Shows::Scores { year: 2007, chart: ScoresChart::Watch },
            Shows::Budget { year: 2008, place: place.clone(), scenario: 1, chart: BudgetChart::Lines },
            Shows::Bridge { from: 1, to: 2, quantity: Quantity::Debt, place: Place::Root },
            Shows::Tornado { scenario: 1, quantity: Quantity::Balance, place: place.clone() },
            Shows::Seek { scenario: 1, question: Question::GrantForCover, place: Place::Root },
            Shows::Heat {
                scenario: 1,
                axes: ["collection_rate=0.8..1".to_owned(), "grant@2009=0..1".to_owned()],
                quantity: Quantity::Gap,
                place: place.clone(),
            },
            Shows::Flows { scenario: 1, place: place.clone(), period: "2007-11".parse().unwrap() },
            Shows::Programme { matter: Matter::Targets, part: "programme.plan".to_owned() },
            Shows::Moved { scenario: 1 },
            Shows::Reconciled { account: String::new(), month: None, chart: ReconcileChart::Statement },
            Shows::Reconciled {
                account: "34001111".to_owned(),
                month: Some("2013-01".parse().unwrap()),
                chart: ReconcileChart::Suspects,
            },
            Shows::Deposits { scenario: 2, chart: LadderChart::Calendar },
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
        let plan = Plan {
            name: "简报".to_owned(),
            date: "2008年1月".to_owned(),
            footer: String::new(),
            shape: Shape::Classic,
            pages,
        };
        // Only what is not usual is written, so that older plans read as they did.
        assert_eq!(write(&plan).matches("against = \"before\"").count(), 2);
        assert_eq!(write(&plan).matches("against").count(), 2);
        assert_eq!(read(&write(&plan)), Some(plan));
        assert_eq!(read(&write(&Plan::default())), Some(Plan::default()));
        assert_eq!(read("[[page]]\nshows = \"weather\"\n"), None);
    }
}
