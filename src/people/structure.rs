//! 年龄结构: how many contribute and how many are retired at each age, for every county or for each by itself.
//!
//! A structure has no size: it is scaled to each county's heads.
//!
//! Source: section 10.2 of the model.

use std::collections::HashMap;
use std::sync::Arc;

use num_bigint::BigInt;
use rust_decimal::Decimal;

use super::{Group, PERSON};
use crate::finding::{Finding, Findings, Origin, Severity};
use crate::list::{Line, List};
use crate::money::{Persons, power_of_ten};
use crate::place::{CountyNames, NotFound, Places};

/// The ages in completed years.
pub const YEARS: std::ops::RangeInclusive<u32> = 15..=109;

/// How many ages.
pub const COUNT: usize = (*YEARS.end() - *YEARS.start() + 1) as usize;

/// The decimals that a cell may have: so many are exact in 128 bits, for all cells together.
const DECIMALS: u32 = 25;

/// The most heads of a cell.
const MOST: i64 = 10_000_000_000;

/// The heads of one group and age, as given.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Cell {
    /// Those who pay.
    pub contributors: Decimal,
    /// Those who are paid.
    pub retirees: Decimal,
    /// Mean months of contribution; `None` where it is not given.
    pub service: Option<Decimal>,
}

/// A table of one county, or of all: by group, then by age.
pub type Table = [[Cell; COUNT]; 3];

/// A structure file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Structure {
    /// Whether the mean months of contribution are given.
    pub has_service: bool,
    tables: Vec<Of>,
}

/// One table and whose it is.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Of {
    /// `None` is for all.
    county: Option<CountyNames>,
    origin: Origin,
    table: Box<Table>,
}

/// In which row a group and age stand.
type RowsOfCells = HashMap<(usize, usize), u32>;

/// The heads of a county's groups by age in completed years, in μ.
pub type Scaled = [[(u64, u64); COUNT]; 3];

impl Structure {
    /// Reads a file with the columns `group, age, contributors, retirees`, and `service`, `province`, `city` and `county`
    /// where they are there.
    ///
    /// # Errors
    /// Each cell that is wrong, an age outside 15 to 109, the same cell twice, places above counties without counties.
    pub fn read(file: &str, bytes: &[u8]) -> Result<Structure, Findings> {
        let known = ["service", "province", "city", "county"];
        let list = List::read(file, bytes, &["group", "age", "contributors", "retirees"], &known)?;
        let by_county = list.has("county");
        if let Some(column) = ["province", "city"].into_iter().find(|column| list.has(column) && !by_county) {
            return Err(Finding::error("structure-county", list.origin().at_row(1)).with("column", column).into());
        }
        let mut structure = Structure { has_service: list.has("service"), tables: Vec::new() };
        let mut found: HashMap<Option<CountyNames>, (usize, RowsOfCells)> = HashMap::new();
        let mut findings = Findings::new();
        for line in list.lines() {
            let (group, age, cell) = match cell(&line) {
                Ok(read) => read,
                Err(wrong) => {
                    findings.extend(wrong);
                    continue;
                }
            };
            let names = |column: &str| Arc::from(line.text(column));
            let county = by_county.then(|| CountyNames {
                province: names("province"),
                city: names("city"),
                county: names("county"),
            });
            if county.as_ref().is_some_and(|county| county.county.is_empty()) {
                findings.push(line.wrong("county", "expected.text"));
                continue;
            }
            let (table, cells) = found.entry(county.clone()).or_insert_with(|| {
                let table = Box::new([[Cell::default(); COUNT]; 3]);
                structure.tables.push(Of { county, origin: line.origin(), table });
                (structure.tables.len() - 1, HashMap::new())
            });
            let row = line.origin().row.unwrap_or_default();
            if let Some(first) = cells.insert((group as usize, age), row) {
                findings.push(
                    Finding::error("structure-twice", line.at("age"))
                        .with("group", group.text_key())
                        .with("age", line.text("age"))
                        .with("first", first),
                );
            }
            structure.tables[*table].table[group as usize][age] = cell;
        }
        if findings.is_empty() { Ok(structure) } else { Err(findings) }
    }

    /// The table of each county of the data; `None` for one that has none. Second come warnings: tables of counties that
    /// the data do not have.
    ///
    /// # Errors
    /// A county that several of the data may be, two tables of one county.
    pub fn of_counties(&self, places: &Places) -> Result<(Vec<Option<&Table>>, Findings), Findings> {
        let (mut findings, mut warnings) = (Findings::new(), Findings::new());
        let mut tables: Vec<Option<&Of>> = vec![None; places.counties()];
        for of in &self.tables {
            let Some(names) = &of.county else {
                tables.fill(Some(of));
                continue;
            };
            let said = |code| Finding::error(code, of.origin.clone()).with("county", names.joined());
            match places.find_named(names) {
                Ok(county) => {
                    if let Some(first) = tables[county.index()].replace(of) {
                        findings.push(
                            said("county-twice")
                                .with("first", first.origin.row.unwrap_or_default())
                                .with("second", of.origin.row.unwrap_or_default()),
                        );
                    }
                }
                Err(NotFound::Unknown) => warnings.push(
                    Finding::new("structure-unknown-county", Severity::Warning, of.origin.clone())
                        .with("county", names.joined()),
                ),
                Err(NotFound::Ambiguous(paths)) => {
                    findings.push(Finding::ambiguous_county(of.origin.clone(), &names.joined(), &paths));
                }
            }
        }
        if !findings.is_empty() {
            return Err(findings);
        }
        Ok((tables.into_iter().map(|of| of.map(|of| &*of.table)).collect(), warnings))
    }

    /// All cells, with their groups and ages in completed years.
    pub fn cells(&self) -> impl Iterator<Item = (Group, u32, &Cell)> {
        fn of_group((group, ages): (Group, &[Cell; COUNT])) -> impl Iterator<Item = (Group, u32, &Cell)> {
            YEARS.zip(ages).map(move |(age, cell)| (group, age, cell))
        }
        self.tables.iter().flat_map(|of| Group::ALL.into_iter().zip(of.table.iter()).flat_map(of_group))
    }

    /// Whether each county has a table of its own.
    pub fn is_by_county(&self) -> bool {
        self.tables.iter().any(|of| of.county.is_some())
    }
}

/// One row of the file.
fn cell(line: &Line<'_>) -> Result<(Group, usize, Cell), Findings> {
    let mut findings = Findings::new();
    let group = Group::of_key(line.text("group"));
    if group.is_none() {
        findings.push(line.wrong("group", "expected.group"));
    }
    let age = line.text("age").parse::<u32>().ok().filter(|age| YEARS.contains(age));
    if age.is_none() {
        findings.push(line.wrong("age", "expected.age_of_structure"));
    }
    let mut number = |column: &str, expected| {
        let number = Decimal::from_str_exact(line.text(column)).ok().map(|number| number.normalize());
        let number = number.filter(|n| !n.is_sign_negative() && n.scale() <= DECIMALS && *n <= Decimal::from(MOST));
        if number.is_none() {
            findings.push(line.wrong(column, expected));
        }
        number
    };
    let contributors = number("contributors", "expected.heads_or_parts");
    let retirees = number("retirees", "expected.heads_or_parts");
    let service = (!line.text("service").is_empty()).then(|| number("service", "expected.service")).flatten();
    match (group, age, contributors, retirees) {
        (Some(group), Some(age), Some(contributors), Some(retirees)) if findings.is_empty() => {
            Ok((group, (age - YEARS.start()) as usize, Cell { contributors, retirees, service }))
        }
        _ => Err(findings),
    }
}

/// The sums of a table's contributors and retirees.
pub fn sums(table: &Table) -> (Decimal, Decimal) {
    let cells = || table.iter().flatten();
    (cells().map(|cell| cell.contributors).sum(), cells().map(|cell| cell.retirees).sum())
}

/// A table scaled to the heads of a county: each cell gets floor(heads × 10⁶ × cell / Σ cells) μ. `Err` tells which
/// column sums to zero where the county has heads.
///
/// # Errors
/// The key of that column.
pub fn scaled(table: Option<&Table>, contributors: Persons, retirees: Persons) -> Result<Box<Scaled>, &'static str> {
    let mut scaled: Box<Scaled> = Box::new([[(0, 0); COUNT]; 3]);
    let Some(table) = table else {
        let heads = [(contributors, "contributors"), (retirees, "retirees")];
        return heads.iter().find(|(heads, _)| *heads > 0).map_or(Ok(scaled), |(_, column)| Err(*column));
    };
    let numbers = table.iter().flatten().flat_map(|cell| [cell.contributors, cell.retirees]);
    let scale = numbers.map(|number| number.scale()).max().unwrap_or(0);
    let units = |number: Decimal| number.mantissa() * power_of_ten(scale - number.scale());
    let cells = || table.iter().flatten();
    let (contribute, retired): (i128, i128) =
        (cells().map(|cell| units(cell.contributors)).sum(), cells().map(|cell| units(cell.retirees)).sum());
    if contribute == 0 && contributors > 0 {
        return Err("contributors");
    }
    if retired == 0 && retirees > 0 {
        return Err("retirees");
    }
    let share = |heads: Persons, number: Decimal, sum: i128| -> u64 {
        if heads <= 0 {
            return 0;
        }
        let (whole, cell) = (i128::from(heads) * i128::from(PERSON), units(number));
        match whole.checked_mul(cell) {
            Some(product) => (product / sum) as u64,
            None => u64::try_from(BigInt::from(whole) * cell / sum).unwrap_or(u64::MAX),
        }
    };
    for (group, cells) in table.iter().enumerate() {
        for (age, cell) in cells.iter().enumerate() {
            scaled[group][age] =
                (share(contributors, cell.contributors, contribute), share(retirees, cell.retirees, retired));
        }
    }
    Ok(scaled)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(cells: &str) -> Result<Box<Scaled>, Findings> {
        let rows: String = cells.split(' ').enumerate().map(|(n, cell)| format!("man,{},{cell},1\n", 30 + n)).collect();
        let text = format!("group,age,contributors,retirees\n{rows}");
        let structure = Structure::read("s.csv", text.as_bytes())?;
        Ok(scaled(Some(&structure.tables[0].table), 1_000_000, 0).expect("somebody is there"))
    }

    #[test]
    fn cells_have_as_many_decimals_as_are_exact() {
        let heads = |cells: &str| of(cells).unwrap()[0][15..17].iter().map(|cell| cell.0).collect::<Vec<_>>();
        // 0.0123456789012345678 of 0.0123456789012345679, and what is left of it: 8.1 × 10⁻⁶ μ.
        assert_eq!(heads("0.0123456789012345678 0.0000000000000000001"), [999_999_999_999, 0]);
        assert_eq!(heads("0.3333333333333333 0.6666666666666666"), [333_333_333_333, 666_666_666_666]);
        assert_eq!(
            heads("0.0000000000000000000000001 0.0000000000000000000000003"),
            [250_000_000_000, 750_000_000_000]
        );
        assert_eq!(heads("10000000000 10000000000"), [500_000_000_000; 2]);
        // The longest and the largest together, in all cells.
        let largest = vec!["9999999999.012345678901234567"; 94].join(" ");
        assert_eq!(of(&format!("{largest} 0.0000000000000000000000001")).map_err(|f| f.len()), Err(15));
        let within = vec!["9999999999.012345678901234567"; 79].join(" ");
        assert_eq!(of(&format!("{within} 0.0000000000000000000000001")).unwrap()[0][15].0, 1_000_000_000_000 / 79);
        let wrong = of("0.00000000000000000000000001").unwrap_err();
        assert_eq!((wrong[0].code, wrong[0].origin.to_string().as_str()), ("list-value", "s.csv C2"));
    }
}
