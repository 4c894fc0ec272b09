//! Newer figures joined to those there are: periods that were lacking are added, figures that differ are changed, and what
//! the newer ones don't say stays.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Corrections, County, Dataset, Observation, SourceCell};
use crate::field::{Amount, Field, Values};
use crate::finding::{Finding, Findings, Origin};
use crate::month::Period;
use crate::place::PlaceId;

/// What comes of joining newer figures.
#[derive(Clone, PartialEq, Debug)]
pub struct Joined {
    /// The data as they then are.
    pub dataset: Dataset,
    /// How many rows, of a county and period, there were none of.
    pub added: usize,
    /// How many figures of rows that were there are known now and weren't.
    pub filled: usize,
    /// The figures that differ, county by county as the newer data have them.
    pub changed: Vec<Changed>,
}

/// A figure that differs, with both sources.
#[derive(Clone, PartialEq, Debug)]
pub struct Changed {
    /// 区县, by its path.
    pub county: Arc<str>,
    /// Month or year.
    pub period: Period,
    /// Of what.
    pub field: Field,
    /// As it was.
    pub old: Amount,
    /// As it is told now.
    pub new: Amount,
    /// Where the old one stood.
    pub stood: Origin,
    /// Where the new one stands.
    pub stands: Origin,
}

impl Dataset {
    /// These data with newer ones of the same fund joined. A county is known by its path, or, where the newer data name no
    /// places above it, by its own name. Neither is changed.
    ///
    /// # Errors
    /// The newer data are of another fund, or by years where these are by months; what can't stand together: months
    /// missing between the two.
    pub fn joined(&self, newer: &Dataset) -> Result<Joined, Findings> {
        self.joined_corrected(newer, &Corrections::default())
    }

    /// The same with newer data of which some values were corrected by hand: where these stood something unreadable, it
    /// takes the place of what was there, for the correction to stand before it.
    ///
    /// # Errors
    /// As above.
    pub fn joined_corrected(&self, newer: &Dataset, corrections: &Corrections) -> Result<Joined, Findings> {
        if self.fund != newer.fund {
            let other = Finding::error("join-other-fund", Origin::default());
            return Err(other.with("own", self.fund.text_key()).with("fund", newer.fund.text_key()).into());
        }
        if self.grain != newer.grain {
            return Err(Finding::error("join-other-grain", Origin::default()).into());
        }
        let mut rows: Vec<Observation> = (0..self.counties.len()).flat_map(|n| self.observations(n)).collect();
        let mut places: HashMap<(Arc<str>, Period), usize> = HashMap::new();
        for (n, row) in rows.iter().enumerate() {
            places.insert((row.county.clone(), row.period), n);
        }
        let (mut added, mut filled, mut changed) = (0, 0, Vec::new());
        for (n, county) in newer.counties.iter().enumerate() {
            let own = self.position(&county.name).map(|own| &self.counties[own].name);
            for row in newer.observations(n) {
                let known = own.and_then(|name| places.get(&(name.clone(), row.period)));
                let Some(into) = known.map(|place| &mut rows[*place]) else {
                    added += 1;
                    // A county that is there keeps its name and its places.
                    rows.push(match own {
                        Some(name) => self.named_as(name, row),
                        None => row,
                    });
                    continue;
                };
                for field in Field::ALL.into_iter().filter(|field| !newer.absent.contains(field)) {
                    let Some(new) = row.row.row().get(field) else {
                        if corrections.at(&county.name, row.period, field).is_some()
                            && let Some((origin, text)) = row.source.cell(field)
                        {
                            into.row.set(field, None);
                            into.source.put(field, SourceCell { origin, text: text.into() });
                        }
                        continue;
                    };
                    let old = into.row.row().get(field).filter(|_| !self.absent.contains(&field));
                    match old {
                        Some(old) if old == new => continue,
                        Some(old) => changed.push(Changed {
                            county: into.county.clone(),
                            period: row.period,
                            field,
                            old,
                            new,
                            stood: into.source.place(field),
                            stands: row.source.place(field),
                        }),
                        None => filled += 1,
                    }
                    into.row.set(field, Some(new));
                    if let Some((origin, text)) = row.source.cell(field) {
                        into.source.put(field, SourceCell { origin, text: text.into() });
                    }
                }
            }
        }
        let absent = self.absent.iter().copied().filter(|field| newer.absent.contains(field)).collect();
        let dataset = Dataset { fund: self.fund, example: self.example, ..Dataset::new(rows, absent)? };
        Ok(Joined { dataset, added, filled, changed })
    }

    /// The rows of a county, as an import hands them over.
    fn observations(&self, county: usize) -> impl Iterator<Item = Observation> {
        let County { name, sources, .. } = &self.counties[county];
        let names = self.places.named(PlaceId::county(county)).cloned().map(Arc::new);
        let rows = self.counties[county].periods().zip(sources);
        rows.map(move |((period, row), source)| Observation {
            county: name.clone(),
            names: names.clone(),
            period,
            since: None,
            row: Values::from_row(row),
            source: source.clone(),
        })
    }

    fn named_as(&self, name: &Arc<str>, row: Observation) -> Observation {
        let names = self.position(name).and_then(|own| self.places.named(PlaceId::county(own))).cloned().map(Arc::new);
        Observation { county: name.clone(), names, ..row }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::{data_file, import};

    fn data(text: &str) -> Dataset {
        import("data.csv", text.as_bytes()).expect("it is read").dataset
    }

    const HEAD: &str = "county,month,contributors,retirees,collected,pension\n";

    fn with(rows: &str) -> Dataset {
        data(&format!("{HEAD}{rows}"))
    }

    #[test]
    fn months_are_added_and_figures_changed() {
        let before = with("甲,2026-01,10,5,100.00,90.00\n甲,2026-02,10,5,100.00,\n乙,2026-01,10,5,100.00,90.00\n");
        let newer = with(
            "乙,2026-02,10,5,7.00,90.00\n甲,2026-02,10,5,101.00,91.00\n丙,2026-02,1,1,1.00,1.00\n甲,2026-03,10,5,,90.00\n",
        );
        let joined = before.joined(&newer).expect("they fit");
        assert_eq!((joined.added, joined.filled, joined.changed.len()), (3, 1, 1));
        let Changed { county, period, field, stood, stands, .. } = &joined.changed[0];
        assert_eq!((&**county, period.to_string().as_str(), *field), ("甲", "2026-02", Field::Collected));
        assert_eq!((stood.cell().as_deref(), stands.cell().as_deref()), (Some("E3"), Some("E3")));
        let expected = format!(
            "{HEAD}甲,2026-01,10,5,100.00,90.00\n甲,2026-02,10,5,101.00,91.00\n甲,2026-03,10,5,,90.00\n\
             乙,2026-01,10,5,100.00,90.00\n乙,2026-02,10,5,7.00,90.00\n丙,2026-02,1,1,1.00,1.00\n"
        );
        assert_eq!(data_file::write(&joined.dataset), expected);
        // Joining the same again changes nothing.
        let again = joined.dataset.joined(&newer).expect("they fit");
        assert_eq!((again.added, again.filled, again.changed.len()), (0, 0, 0));
        assert_eq!(again.dataset, joined.dataset);
    }

    #[test]
    fn what_the_newer_data_do_not_say_stays() {
        let before = data(
            "county,month,contributors,retirees,collected,pension,other,balance\n甲,2026-01,10,5,9.00,8.00,1.00,7.00\n",
        );
        let joined = before.joined(&with("甲,2026-01,10,5,,8.00\n甲,2026-02,10,5,9.00,8.00\n")).expect("they fit");
        assert_eq!((joined.added, joined.changed.len()), (1, 0));
        let row = joined.dataset.counties[0].nth(0);
        let yuan = |field| row.money(field).map(|money| money.to_string());
        assert_eq!(
            [Field::Collected, Field::Other, Field::Balance].map(yuan),
            ["9.00", "1.00", "7.00"].map(|t| Some(t.to_owned()))
        );
    }

    #[test]
    fn a_county_is_known_by_its_own_name_where_that_is_enough() {
        let before =
            data(&format!("city,{HEAD}南京市,鼓楼区,2026-01,1,1,1.00,1.00\n徐州市,云龙区,2026-01,1,1,1.00,1.00\n"));
        let joined =
            before.joined(&with("云龙区,2026-02,1,1,2.00,1.00\n鼓楼区,2026-02,1,1,2.00,1.00\n")).expect("they fit");
        assert_eq!((joined.dataset.counties.len(), joined.added), (2, 2));
        assert!(joined.dataset.position("徐州市/云龙区").is_some());
    }

    #[test]
    fn what_does_not_fit_is_told() {
        let before = with("甲,2026-01,10,5,9.00,8.00\n");
        let gap = before.joined(&with("甲,2026-03,10,5,9.00,8.00\n")).expect_err("February is missing");
        assert_eq!(gap[0].code, "missing-month");
        let years = before.joined(&with("甲,2026,10,5,9.00,8.00\n")).expect_err("years and months");
        assert_eq!(years[0].code, "join-other-grain");
    }
}
