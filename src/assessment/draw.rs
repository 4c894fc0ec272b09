//! 抽查: which counties are drawn, so that anyone can draw them again with any tool.
//!
//! Source: model section 12.3.

use std::collections::HashSet;

use rust_decimal::Decimal;
use sha2::{Digest as _, Sha256};

use crate::finding::{Finding, Findings};
use crate::list::List;
use crate::money::{Factor, round_ratio};
use crate::place::{PlaceId, Places};

/// A county in its city's order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Drawn {
    /// Which.
    pub county: PlaceId,
    /// The name of its city; empty where it has none.
    pub city: String,
    /// SHA-256 of `SEED/CITY/COUNTY`, in hexadecimal.
    pub hash: String,
    /// Its place in the order of its city, from 1.
    pub order: usize,
    /// Whether it is drawn.
    pub taken: bool,
}

/// The least share that may be drawn.
pub const LEAST: Decimal = Decimal::from_parts(30, 0, 0, false, 2);

/// City and county of those that a list of an earlier draw took.
///
/// # Errors
/// What is wrong with the list; a mark that is neither `yes` nor `no`.
pub fn last(file: &str, bytes: &[u8]) -> Result<HashSet<(String, String)>, Findings> {
    let list = List::read(file, bytes, &["city", "county", "taken"], &["hash", "order"])?;
    let (mut taken, mut findings) = (HashSet::new(), Findings::new());
    for line in list.lines() {
        match line.text("taken") {
            "yes" => drop(taken.insert((line.text("city").to_owned(), line.text("county").to_owned()))),
            "no" => {}
            _ => findings.push(line.wrong("taken", "expected.taken")),
        }
    }
    if findings.is_empty() { Ok(taken) } else { Err(findings) }
}

/// The text of which the hash is taken.
pub fn text(seed: &str, city: &str, county: &str) -> String {
    format!("{seed}/{city}/{county}")
}

/// Draws from each city ceil(share × counties) of its counties, those that the last draw took only after the others.
/// Cities in data order, counties in the order drawn.
///
/// # Errors
/// A share below [`LEAST`] or above one.
pub fn draw(
    places: &Places,
    share: Decimal,
    seed: &str,
    last: &HashSet<(String, String)>,
) -> Result<Vec<Drawn>, Finding> {
    if share < LEAST || share > Decimal::ONE {
        return Err(Finding::error("draw-share", Default::default()).with("found", share).with("least", LEAST));
    }
    let mut cities: Vec<(PlaceId, Vec<PlaceId>)> = Vec::new();
    for county in places.counties_of(places.root()) {
        let above = places.above(*county).unwrap_or(places.root());
        match cities.iter_mut().find(|(city, _)| *city == above) {
            Some((_, counties)) => counties.push(*county),
            None => cities.push((above, vec![*county])),
        }
    }
    let mut all = Vec::with_capacity(places.counties());
    for (_, counties) in cities {
        let count = ceil(share, counties.len());
        let mut drawn: Vec<(bool, Drawn)> =
            counties.iter().map(|county| of_county(places, *county, seed, last)).collect();
        drawn.sort_by(|(was, a), (had, b)| (was, &a.hash).cmp(&(had, &b.hash)));
        all.extend(drawn.into_iter().enumerate().map(|(n, (_, drawn))| Drawn {
            order: n + 1,
            taken: n < count,
            ..drawn
        }));
    }
    Ok(all)
}

fn of_county(places: &Places, county: PlaceId, seed: &str, last: &HashSet<(String, String)>) -> (bool, Drawn) {
    let city = places.named(county).map_or_else(String::new, |names| names.city.to_string());
    let name = places.name(county).to_string();
    let hash = Sha256::digest(text(seed, &city, &name)).iter().map(|byte| format!("{byte:02x}")).collect();
    let was = last.contains(&(city.clone(), name));
    (was, Drawn { county, city, hash, order: 0, taken: false })
}

/// ceil(share × count)
fn ceil(share: Decimal, count: usize) -> usize {
    let product = Factor::Rate(share);
    let down = round_ratio(&[product, Factor::Whole(count as i128)], &[]).unwrap_or_default();
    // Rounded to the nearest: one more where that fell below.
    let is_below = Decimal::from(down as u64) < share * Decimal::from(count as u64);
    down as usize + usize::from(is_below)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::CountyNames;

    fn places(cities: &[(&str, usize)]) -> Places {
        let names = cities.iter().flat_map(|(city, count)| {
            (0..*count).map(move |n| CountyNames {
                province: "".into(),
                city: (*city).into(),
                county: format!("{city}{n}县").into(),
            })
        });
        Places::new(names.collect()).unwrap()
    }

    fn taken(drawn: &[Drawn], places: &Places) -> HashSet<(String, String)> {
        let taken = drawn.iter().filter(|drawn| drawn.taken);
        taken.map(|drawn| (drawn.city.clone(), places.name(drawn.county).to_string())).collect()
    }

    #[test]
    fn the_hash_is_what_any_tool_gives() {
        let places = places(&[("甲市", 1), ("乙市", 1)]);
        let drawn = draw(&places, LEAST, "7", &HashSet::new()).unwrap();
        // printf %s '7/甲市/甲市0县' | sha256sum
        assert_eq!(drawn[0].hash, HASH);
    }

    const HASH: &str = "fafef745844c3ecdaa8a99fbbb40d13e2c2c55a052829323ca8fe912aa70dd63";

    #[test]
    fn each_city_gives_its_share_rounded_up_and_the_next_draw_takes_others_first() {
        let places = places(&[("甲市", 10), ("乙市", 1), ("丙市", 7)]);
        let first = draw(&places, LEAST, "1", &HashSet::new()).unwrap();
        let count = |drawn: &[Drawn], city: &str| drawn.iter().filter(|d| d.taken && d.city == city).count();
        assert_eq!(["甲市", "乙市", "丙市"].map(|city| count(&first, city)), [3, 1, 3]);
        let before = taken(&first, &places);
        let second = draw(&places, LEAST, "1", &before).unwrap();
        let again: Vec<_> = taken(&second, &places).intersection(&before).cloned().collect();
        assert_eq!(again, [("乙市".to_owned(), "乙市0县".to_owned())], "only where there is no other");
        assert_eq!(draw(&places, LEAST, "1", &HashSet::new()).unwrap(), first);
    }

    #[test]
    fn a_share_below_the_least_is_refused() {
        let places = places(&[("甲市", 2), ("乙市", 2)]);
        assert_eq!(draw(&places, "0.29".parse().unwrap(), "1", &HashSet::new()).unwrap_err().code, "draw-share");
        assert_eq!(draw(&places, Decimal::TWO, "1", &HashSet::new()).unwrap_err().code, "draw-share");
    }
}
