//! 逐年: one lever of a scenario, a row a place and a column a year, or a month of the year, to be typed in.

use rust_decimal::Decimal;

use super::context::{Context, name_of};
use super::matrix::quantity;
use super::view::column;
use crate::report::words::asked::lever_measured;
use crate::report::{Cell, CellValue, Measured, Sheet, Tone};
use crate::scenario::held::Kind;
use crate::scenario::lever::{Kept, Lever, LeverKey, When};
use crate::scenario::{PlaceKey, Scenario};

/// A lever of all places and years.
#[derive(Clone, PartialEq, Debug)]
pub struct ByYear {
    /// As it is shown: the place, then its numbers; what a place has from above, or from the law, is muted.
    pub sheet: Sheet,
    /// The lever of each row, of all years.
    places: Vec<Lever>,
    /// The lever to which it belongs.
    key: LeverKey,
}

/// The levers that differ by year or by month of the year, as far as a scenario has a use for them.
pub fn keys(scenario: &Scenario) -> impl Iterator<Item = LeverKey> {
    let is_there = |key: &LeverKey| {
        let lever = Lever::of(*key);
        let by_year = match lever.def().kept {
            Kept::Said(kind, _) => kind.is_yearly() || kind == Kind::Season,
            Kept::Grant => true,
            _ => false,
        };
        by_year && lever.def().applies_in(scenario.mode) && (lever.def().offered || lever.given(scenario).is_some())
    };
    LeverKey::ALL.iter().copied().filter(is_there)
}

/// Sets a lever out.
pub fn by_year(context: &Context<'_>, scenario: &Scenario, key: LeverKey) -> ByYear {
    let (language, places) = (context.language(), &context.observed.places);
    let all = Lever::of(key);
    let kept = all.def().kept;
    let is_season = matches!(kept, Kept::Said(Kind::Season, _));
    let mut columns = vec![column(language.text("by_year.place").to_owned(), Measured::Text)];
    let number = |heading: String| column(heading, Measured::Number);
    match is_season {
        true => columns.extend(
            (1..=12).map(|month| number(language.fill("scenario.season_month", &[("month", &month.to_string())]))),
        ),
        false => columns.extend((0..scenario.years_of(key)).map(|n| {
            let year = scenario.first_year(key) + n as i32;
            number(language.fill("period.year", &[("year", &year.to_string())]))
        })),
    }
    let fits = |lever: &Lever| match lever.def().kept {
        Kept::Said(_, of) => of.fits(&lever.place),
        _ => lever.place == PlaceKey::Root,
    };
    // From the whole down; a county stands below the place that it belongs to.
    let mut rows = Vec::new();
    let mut levers = Vec::new();
    let mut waiting = vec![(places.root(), 0)];
    while let Some((place, depth)) = waiting.pop() {
        waiting.extend(places.below(place).iter().rev().map(|below| (*below, depth + 1)));
        let lever = all.clone().at(places.key(place));
        if !fits(&lever) {
            continue;
        }
        let indent = "\u{3000}".repeat(depth);
        let mut row = vec![Cell::text(format!("{indent}{}", name_of(places, place, language)))];
        row.extend((1..columns.len()).map(|column| cell(scenario, &of_column(&lever, column))));
        rows.push(row);
        levers.push(lever);
    }
    let (name, unit) = (language.text(all.def().text_key), context.style.unit_name(lever_measured(&all)));
    let title = if unit.is_empty() { "by_year.title" } else { "by_year.title_in" };
    let sheet = Sheet {
        title: language.fill(title, &[("scenario", &scenario.name), ("lever", name), ("unit", unit)]),
        columns,
        frozen: 1,
        rows,
        source: String::new(),
        ..Sheet::default()
    };
    ByYear { sheet, places: levers, key }
}

/// A number where it is given at the address itself; muted where it is from above, from the law or the default.
fn cell(scenario: &Scenario, lever: &Lever) -> Cell {
    let own = lever.given(scenario).is_some() && !lever.follows_law(scenario);
    let value = quantity(lever, lever.value(scenario)).map_or(CellValue::Unknown, CellValue::Quantity);
    Cell { value, tone: if own { Tone::Plain } else { Tone::Muted }, ..Cell::default() }
}

fn of_column(lever: &Lever, column: usize) -> Lever {
    let n = column - 1;
    match lever.key.def().is_yearly() {
        true => lever.clone().when(When::Year(n)),
        false => lever.clone().nth(n),
    }
}

impl ByYear {
    /// The lever of a cell; `None` of the names.
    pub fn lever(&self, row: usize, column: usize) -> Option<Lever> {
        let lever = self.places.get(row)?;
        (1..self.sheet.columns.len()).contains(&column).then(|| of_column(lever, column))
    }

    /// Which lever it is.
    pub fn key(&self) -> LeverKey {
        self.key
    }

    /// What the scenario is with these numbers put in, all of them at once.
    ///
    /// # Errors
    /// The first cell, by row and column, that can't hold its number.
    pub fn put(&self, scenario: &Scenario, cells: &[(usize, usize, Decimal)]) -> Result<Scenario, (usize, usize)> {
        let mut changed = scenario.clone();
        for (row, column, value) in cells {
            let lever = self.lever(*row, *column).ok_or((*row, *column))?;
            if !lever.set(&mut changed, Some(*value)) {
                return Err((*row, *column));
            }
        }
        Ok(changed)
    }

    /// What a row's numbers are given back to, where they are its own: the place above, or, of the whole, what holds where
    /// nothing is said.
    pub fn given_back(&self, scenario: &Scenario, row: usize) -> Option<Scenario> {
        let lever = self.places.get(row)?;
        lever.given(scenario)?;
        let mut changed = scenario.clone();
        match matches!(lever.def().kept, Kept::Said(Kind::Season, _)) {
            true => changed.say(&lever.place, |said| said.hold(lever.key, None)),
            false => drop(lever.clone().when(When::Always).set(&mut changed, None)),
        }
        (changed != *scenario).then_some(changed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::import;
    use crate::report::words::number::Style;
    use crate::report::words::sheet_text::text_of;

    fn set_out(scenario: &Scenario, key: LeverKey) -> ByYear {
        let text = "city,county,month,contributors,retirees,collected,pension\n甲市,东区,2026-12,10,4,80,100\n\
            甲市,西县,2026-12,10,4,80,100\n乙市,南县,2026-12,10,4,80,100\n";
        let data = import("d.csv", text.as_bytes()).expect("it is read").dataset;
        by_year(&Context { observed: &data, runs: &[], style: Style::default(), source: "" }, scenario, key)
    }

    fn shown(scenario: &Scenario, key: LeverKey) -> Vec<String> {
        let line = |row: &Vec<Cell>| {
            let cells = row.iter().map(|cell| {
                let muted = if cell.tone == Tone::Muted { "~" } else { "" };
                format!("{muted}{}", text_of(cell, Style::default()).trim())
            });
            cells.collect::<Vec<_>>().join(" ")
        };
        set_out(scenario, key).sheet.rows.iter().map(line).collect()
    }

    #[test]
    fn a_block_is_put_in_at_once_or_not_at_all() {
        let scenario = Scenario::new("", "2027-01".parse().expect("a month"), 24);
        let rates = set_out(&scenario, LeverKey::CollectionRate);
        let number = |text: &str| text.parse::<Decimal>().expect("a number");
        // 全省, 甲市, 东区, 西县, 乙市, 南县, in 2027 and 2028.
        let block = [(1, 1, number("0.9")), (1, 2, number("0.92")), (3, 2, number("0.8"))];
        let changed = rates.put(&scenario, &block).expect("they stand");
        assert_eq!(
            shown(&changed, LeverKey::CollectionRate)[1..],
            ["甲市 90 92", "东区 ~90 ~92", "西县 90 80", "乙市 ~100 ~100", "南县 ~100 ~100"]
        );
        let wrong = [(1, 1, number("0.9")), (6, 1, number("0.8"))];
        assert_eq!(rates.put(&scenario, &wrong), Err((6, 1)), "there is no such row");
        let back = rates.given_back(&changed, 1).expect("it has its own");
        assert_eq!(shown(&back, LeverKey::CollectionRate)[1..4], ["甲市 ~100 ~100", "东区 ~100 ~100", "西县 90 80"]);
        assert_eq!(rates.given_back(&back, 1), None);
    }

    #[test]
    fn a_season_is_twelve_cells() {
        let scenario = Scenario::new("", "2027-01".parse().expect("a month"), 24);
        let season = set_out(&scenario, LeverKey::Season);
        assert_eq!(season.sheet.columns.len(), 13);
        let changed =
            season.put(&scenario, &[(0, 12, Decimal::new(135, 2)), (0, 2, Decimal::new(78, 2))]).expect("both");
        let rows = shown(&changed, LeverKey::Season);
        assert!(rows[0].ends_with(" 1 0.78 1 1 1 1 1 1 1 1 1 1.35"), "{rows:?}");
        assert!(rows[3].ends_with("~1.35"), "a county has it from above: {rows:?}");
        assert_eq!(season.given_back(&changed, 0), Some(scenario));
    }
}
