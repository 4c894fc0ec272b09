//! 录入: what has to be entered by hand, place by place, with what it rests on.

use super::page::{Page, named};
use crate::assessment::figure::path;
use crate::assessment::given::Asked;
use crate::assessment::kept::{Kept, Put};
use crate::assessment::tree::{NodeKind, Rule, Tree};
use crate::locale::Language;
use crate::report::{Cell, CellValue, Column, Measured, Sheet, Tone};
use rust_decimal::Decimal;

/// What is asked for in a column.
#[derive(Clone, PartialEq, Debug)]
pub struct Wanted {
    /// By which name it is entered.
    pub node: String,
    /// What it is called.
    pub name: String,
    /// What may be entered.
    pub asked: Asked,
    /// The most that may be entered, of marks that are judged.
    pub most: Option<Decimal>,
}

/// What was entered, ready to be shown.
#[derive(Clone, PartialEq, Debug)]
pub struct Entry {
    /// How much of it is there.
    pub headline: String,
    /// What is to be said of it.
    pub said: Vec<String>,
    /// A row a place, a column each thing that is asked for.
    pub sheet: Sheet,
    /// The places' paths by row.
    pub places: Vec<String>,
    /// The things by column, from the second column on.
    pub wanted: Vec<Wanted>,
    /// The tree's id and the year.
    pub of: (String, i32),
}

/// What is entered for the places of a tree.
pub fn wanted(tree: &Tree, language: Language) -> Vec<Wanted> {
    let name_of = |id: &str| {
        let conditions = tree.vetoes.iter().chain(&tree.musts);
        let node = tree.nodes.iter().find(|node| node.id == id).map(|node| &node.names);
        let names = node.or_else(|| conditions.into_iter().find(|condition| condition.id == id).map(|c| &c.names));
        names.map_or_else(|| id.to_owned(), |names| named(names, id, language).to_owned())
    };
    let most = |id: &str| {
        let node = tree.nodes.iter().find(|node| node.id == id)?;
        match &node.kind {
            NodeKind::Leaf(leaf) if leaf.rule == Rule::Entered => super::page::decimal(&node.marks),
            _ => None,
        }
    };
    let asked = tree.asked().into_iter().filter(|(_, asked)| *asked != Asked::Nothing);
    asked.map(|(id, asked)| Wanted { node: id.to_owned(), name: name_of(id), asked, most: most(id) }).collect()
}

/// What was entered for a year.
pub fn entry(page: Page<'_>, kept: &Kept) -> Entry {
    let (tree, scored) = (&page.scored.tree, page.scored);
    let language = page.language();
    let wanted = wanted(tree, language);
    let places: Vec<String> =
        scored.now().places.iter().map(|assessed| path(&scored.places, assessed.place).to_owned()).collect();
    let mut columns = vec![Column::new(page.text("indicators.place"), Measured::Text)];
    columns.extend(wanted.iter().map(|wanted| {
        let heading = wanted.heading();
        let short: String = heading.chars().take(12).collect();
        let short =
            if short.len() < heading.len() && !heading.is_ascii() { format!("{short}…") } else { heading.clone() };
        Column { hint: heading, ..Column::new(short, Measured::Number) }
    }));
    let mut there = 0;
    let row = |(assessed, place): (&crate::assessment::scoring::Assessed, &String)| {
        let mut cells = vec![Cell::text(page.place(assessed.place))];
        for wanted in &wanted {
            let puts = kept.puts(&tree.id, scored.year, place, &wanted.node);
            there += usize::from(!puts.is_empty());
            cells.push(cell(page, wanted, puts));
        }
        cells
    };
    let rows: Vec<Vec<Cell>> = scored.now().places.iter().zip(&places).map(row).collect();
    let all = places.len() * wanted.len();
    let (year, there, all, missing) = (page.year(0), there.to_string(), all.to_string(), (all - there).to_string());
    let values = [("year", &*year), ("there", &*there), ("all", &*all), ("missing", &*missing)];
    let key = if missing == "0" { "indicators.entry_whole" } else { "indicators.entry_headline" };
    Entry {
        headline: page.fill(key, &values),
        said: scored.findings.iter().map(|finding| finding.line(language)).collect(),
        sheet: Sheet {
            title: page.fill("indicators.entry_title", &[("year", &year), ("tree", page.tree())]),
            columns,
            frozen: 1,
            rows,
            notes: page.notes(),
            source: page.source(),
            ..Sheet::default()
        },
        places,
        wanted,
        of: (tree.id.clone(), scored.year),
    }
}

fn cell(page: Page<'_>, wanted: &Wanted, puts: &[Put]) -> Cell {
    if puts.is_empty() {
        return Cell { value: CellValue::Unknown, ..Cell::default() };
    }
    let evidence = puts[0].evidence();
    let by_hand = (!evidence.is_empty()).then(|| evidence.into());
    let is_wrong = puts.iter().any(|put| put.value.is_some_and(|value| !wanted.fits(value)))
        || (wanted.asked != Asked::Answers && puts.len() > 1);
    let tone = if is_wrong { Tone::Warning } else { Tone::Plain };
    Cell { by_hand, ..Cell::text(wanted.written(page, puts)) }.toned(tone)
}

impl Wanted {
    /// What it is known by and called.
    pub fn heading(&self) -> String {
        format!("{} {}", self.node, self.name)
    }

    /// Whether a number may be entered.
    pub fn fits(&self, value: Decimal) -> bool {
        match self.asked {
            Asked::YesNo => value.is_zero() || value == Decimal::ONE,
            _ => self.most.is_none_or(|most| value >= Decimal::ZERO && value <= most),
        }
    }

    /// Numbers as they are typed: 是, 86、84.
    pub fn written(&self, page: Page<'_>, puts: &[Put]) -> String {
        let one = |put: &Put| match put.value {
            None => page.text("hand.not_known"),
            Some(value) if self.asked == Asked::YesNo => {
                page.text(if value.is_zero() { "indicators.no" } else { "indicators.yes" })
            }
            Some(value) => value.normalize().to_string(),
        };
        page.listed(puts.iter().map(one))
    }

    /// The numbers of a text; why not, by the key of the words.
    ///
    /// # Errors
    /// A text that holds none, several where one is asked for, or one that may not be entered.
    pub fn read(&self, text: &str) -> Result<Vec<Decimal>, &'static str> {
        let one = |text: &str| match text {
            "是" | "yes" | "Yes" | "true" => Ok(Decimal::ONE),
            "否" | "no" | "No" | "false" => Ok(Decimal::ZERO),
            text => match text.strip_suffix(['%', '％']) {
                Some(percent) => {
                    let number = percent.trim().parse::<Decimal>().map_err(|_| "ui.not_a_number")?;
                    Ok((number / Decimal::ONE_HUNDRED).normalize())
                }
                None => text.parse::<Decimal>().map_err(|_| "ui.not_a_number"),
            },
        };
        let parts = text.split(['、', '，', ',', ';', '；', ' ', '\u{3000}']).filter(|part| !part.is_empty());
        let numbers = parts.map(one).collect::<Result<Vec<Decimal>, _>>()?;
        if numbers.len() > 1 && self.asked != Asked::Answers {
            return Err("indicators.one_only");
        }
        match numbers.iter().all(|number| self.fits(*number)) {
            true => Ok(numbers),
            false if self.asked == Asked::YesNo => Err("indicators.yes_or_no"),
            false => Err("indicators.within_marks"),
        }
    }
}
