//! Places above counties, and what a scenario says of each: section 9.1 and 9.2.

use tongchou::dataset::Dataset;
use tongchou::month::Month;
use tongchou::place::{Level, PlaceId};
use tongchou::scenario::{
    Allocate, Balances, GrantsTo, PlaceKey, PlaceLevers, Pooling, Remit, Scenario, Yearly, lever::LeverKey,
};

use super::exact::{Q, dec, q};

pub struct Place {
    pub level: Level,
    pub path: String,
    pub above: Option<usize>,
    pub counties: Vec<usize>,
}

pub struct County {
    /// Province, city and county as the data give them.
    pub given: [String; 3],
    /// The names of its path.
    pub names: Vec<String>,
    /// The place directly above.
    pub above: usize,
}

pub struct Tree {
    /// Those above counties, lowest first, within a level by their first county; the root is the last.
    pub places: Vec<Place>,
    pub counties: Vec<County>,
    /// Whether the data have a column of provinces, and of cities.
    pub columns: [bool; 2],
}

impl Tree {
    pub fn of(data: &Dataset) -> Tree {
        let given: Vec<[String; 3]> = (0..data.counties.len())
            .map(|c| match data.places.named(PlaceId::county(c)) {
                Some(names) => [&names.province, &names.city, &names.county].map(|name| name.to_string()),
                None => [String::new(), String::new(), data.counties[c].name.to_string()],
            })
            .collect();
        let columns = [0, 1].map(|column| given.iter().any(|names| !names[column].is_empty()));
        let top = match columns {
            [true, _] => Level::Nation,
            [_, true] => Level::Province,
            _ => Level::City,
        };
        // The places above each county from the top down, each by the names that lead to it.
        let chain = |names: &[String; 3]| {
            let mut chain = vec![(top, Vec::new())];
            for (level, name) in [Level::Province, Level::City].into_iter().zip(names) {
                if !name.is_empty() {
                    let mut path = chain.last().unwrap().1.clone();
                    path.push(name.clone());
                    chain.push((level, path));
                }
            }
            chain
        };
        let mut chains: Vec<Vec<(Level, Vec<String>)>> = given.iter().map(chain).collect();
        while chains.iter().all(|chain| chain.len() > 1 && chain[1] == chains[0][1]) {
            for chain in &mut chains {
                chain.remove(0);
            }
        }
        let left_out = chains[0][0].1.len();
        let mut met: Vec<(Level, usize, Vec<String>)> = Vec::new();
        for (c, chain) in chains.iter().enumerate() {
            for (level, names) in chain {
                if !met.iter().any(|(l, _, n)| (l, n) == (level, names)) {
                    met.push((*level, c, names.clone()));
                }
            }
        }
        met.sort();
        let position =
            |(level, names): &(Level, Vec<String>)| met.iter().position(|(l, _, n)| (l, n) == (level, names));
        let mut places: Vec<Place> = Vec::new();
        for (level, first, names) in &met {
            let chain = &chains[*first];
            let depth = chain.iter().position(|(l, _)| l == level).unwrap();
            let path = match depth {
                0 => names.last().cloned().unwrap_or_else(|| level.key().to_owned()),
                _ => names[left_out..].join("/"),
            };
            let above = depth.checked_sub(1).map(|above| position(&chain[above]).unwrap());
            let counties =
                (0..chains.len()).filter(|c| chains[*c].iter().any(|(l, n)| (l, n) == (level, names))).collect();
            places.push(Place { level: *level, path, above, counties });
        }
        let counties = given.iter().zip(&chains).map(|(given, chain)| {
            let lowest = chain.last().unwrap();
            let names = lowest.1[left_out..].iter().chain([&given[2]]).cloned().collect();
            County { given: given.clone(), names, above: position(lowest).unwrap() }
        });
        Tree { counties: counties.collect(), places, columns }
    }

    pub fn root(&self) -> usize {
        self.places.len() - 1
    }

    /// Whether the data have a place column.
    pub fn named(&self) -> bool {
        self.columns.contains(&true)
    }

    /// A place and those above it, nearest first.
    pub fn upwards(&self, place: usize) -> Vec<usize> {
        std::iter::successors(Some(place), |p| self.places[*p].above).collect()
    }

    /// The place of a level at or above another.
    pub fn at(&self, level: Level, place: usize) -> Option<usize> {
        self.upwards(place).into_iter().find(|p| self.places[*p].level == level)
    }

    /// The places below another, lowest first.
    pub fn below(&self, place: usize) -> Vec<usize> {
        (0..place).filter(|p| self.upwards(*p).contains(&place)).collect()
    }

    /// All places, the highest first, within a level in data order.
    pub fn highest_first(&self) -> Vec<usize> {
        let mut all: Vec<usize> = (0..self.places.len()).collect();
        all.sort_by_key(|p| std::cmp::Reverse(self.places[*p].level));
        all
    }

    pub fn path(&self, county: usize) -> String {
        self.counties[county].names.join("/")
    }

    pub fn place(&self, path: &str) -> Result<usize, String> {
        self.places.iter().position(|p| p.path == path).ok_or(format!("no place {path}"))
    }

    /// A county by its path, else by an end of it that no other has; `None` where none is called so.
    pub fn county(&self, key: &str) -> Result<Option<usize>, String> {
        let all = 0..self.counties.len();
        if let Some(county) = all.clone().find(|c| self.path(*c) == key) {
            return Ok(Some(county));
        }
        let end: Vec<String> = key.split('/').map(str::to_owned).collect();
        let found: Vec<usize> = all.filter(|c| self.counties[*c].names.ends_with(&end)).collect();
        if found.len() > 1 { Err(format!("several counties are {key}")) } else { Ok(found.first().copied()) }
    }
}

/// The value of a list for a month.
pub fn entry<T: Clone>(list: &Yearly<T>, s: &Scenario, month: Month) -> T {
    let values = list.values();
    let c = (month.year() - s.start.year()) as usize;
    values[if c < values.len() { c } else { values.len() - 1 }].clone()
}

fn is_opening(key: LeverKey) -> bool {
    LeverKey::OPENING.contains(&key)
}

/// An arrangement, and for whom.
struct Entry<'a> {
    place: Option<usize>,
    level: Level,
    pooling: &'a Pooling,
}

/// A scenario, bound to places.
pub struct Told<'a> {
    pub s: &'a Scenario,
    pub tree: &'a Tree,
    pub counties: Vec<PlaceLevers>,
    pub places: Vec<&'a PlaceLevers>,
    /// The county of each event.
    pub events: Vec<usize>,
    /// Both sides of each transfer; `None` is another pool.
    pub transfers: Vec<(Option<usize>, Option<usize>)>,
    entries: Vec<Entry<'a>>,
}

impl<'a> Told<'a> {
    pub fn of(s: &'a Scenario, tree: &'a Tree) -> Result<Told<'a>, String> {
        let mut counties = vec![PlaceLevers::default(); tree.counties.len()];
        let mut places = vec![PlaceLevers::NOTHING; tree.places.len()];
        for (key, said) in &s.own {
            match key {
                PlaceKey::Root => {}
                // What is said of a place that is not there is not heard, but a balance would be lost.
                PlaceKey::Place(path) => match tree.place(path) {
                    Ok(place) if place == tree.root() && said.opening().is_some() => {
                        return Err("the root's opening is that of the pool".into());
                    }
                    Ok(place) => places[place] = said,
                    Err(unknown) if said.opening().is_some() => return Err(unknown),
                    Err(_) => {}
                },
                PlaceKey::County(name) => {
                    let Some(county) = tree.county(name)? else { continue };
                    let county = &mut counties[county];
                    // Openings stand in a table of their own, which may call the county otherwise.
                    for opening in [false, true] {
                        let there = |said: &PlaceLevers| said.all().any(|(key, _)| is_opening(key) == opening);
                        if there(county) && there(said) {
                            return Err(format!("{name}: one county under two keys"));
                        }
                    }
                    said.all().for_each(|(key, held)| county.hold(key, Some(held.clone())));
                }
            }
        }
        let events = s.events.iter().map(|event| tree.county(&event.county)?.ok_or("no such county".to_owned()));
        let events = events.collect::<Result<_, _>>()?;
        let side = |name: &String| match name.as_str() {
            "outside" => Ok(None),
            name => tree.county(name)?.ok_or("no such county".to_owned()).map(Some),
        };
        let mut transfers = Vec::new();
        for transfer in &s.transfers {
            let (from, to) = (side(&transfer.from)?, side(&transfer.to)?);
            if from == to {
                return Err("from and to the same".into());
            }
            transfers.push((from, to));
        }
        let mut entries: Vec<Entry> = Vec::new();
        for pooling in &s.pooling {
            let place = pooling.place.as_ref().map(|path| tree.place(path)).transpose()?;
            let level = pooling.level.unwrap_or(tree.places[place.unwrap_or(tree.root())].level);
            let there = |p: usize| tree.places[p].level == level;
            if !place.map_or((0..tree.places.len()).any(there), there) {
                return Err("a level that is not there".into());
            }
            if entries.iter().any(|e| (e.place, e.level, e.pooling.from) == (place, level, pooling.from)) {
                return Err("two entries of one month".into());
            }
            entries.push(Entry { place, level, pooling });
        }
        Ok(Told { s, tree, counties, places, events, transfers, entries })
    }

    /// What is said for a county, nearest first.
    pub fn along(&self, county: usize) -> Vec<&PlaceLevers> {
        let above = self.tree.upwards(self.tree.counties[county].above);
        let above = above.into_iter().map(|p| self.places[p]);
        [&self.counties[county]].into_iter().chain(above).chain([self.s.root()]).collect()
    }

    pub fn rate(&self, county: usize, key: LeverKey, month: Month) -> Q {
        match self.along(county).iter().find_map(|said| said.rates(key)) {
            Some(list) => dec(entry(list, self.s, month)),
            None if key == LeverKey::ContributionRate => q(28).over(&q(100)),
            None if key == LeverKey::CollectionRate => q(1),
            None => q(0),
        }
    }

    /// The entry in force for a place, with its position.
    pub fn in_force(&self, place: usize, month: Month) -> Option<(usize, &'a Pooling)> {
        let latest = |of: &dyn Fn(&Entry) -> bool| {
            let all = self.entries.iter().enumerate().filter(|(_, e)| of(e) && e.pooling.from <= month);
            all.max_by_key(|(_, e)| e.pooling.from).map(|(n, e)| (n, e.pooling))
        };
        let level = self.tree.places[place].level;
        latest(&|e| e.place == Some(place)).or_else(|| latest(&|e| e.place.is_none() && e.level == level))
    }

    /// The arrangement of a place that pools in a month.
    pub fn pooling(&self, place: usize, month: Month) -> Option<&'a Pooling> {
        let plain = |p: &Pooling| {
            p.remit == Remit::None
                && p.allocate == Allocate::None
                && p.grants == GrantsTo::ByRetirees
                && p.balances == Balances::Keep
        };
        self.in_force(place, month).map(|(_, pooling)| pooling).filter(|pooling| !plain(pooling))
    }

    /// The members of a pool in data order.
    pub fn members(&self, pool: usize, month: Month) -> Vec<Member> {
        let mut members = Vec::new();
        for c in &self.tree.places[pool].counties {
            let between = self.tree.upwards(self.tree.counties[*c].above).into_iter().take_while(|p| *p != pool);
            let highest = between.filter(|p| self.pooling(*p, month).is_some()).last();
            let member = highest.map_or(Member::County(*c), Member::Pool);
            if !members.contains(&member) {
                members.push(member);
            }
        }
        members
    }
}

/// Who deals with a pool.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Member {
    County(usize),
    Pool(usize),
}
