//! Where: the nation, its provinces, their cities, and the counties that collect and pay.
//!
//! [`Places`] is a tree with small ids. Counties come first and keep the order of the data, so that a county's id is
//! its position there; the places above follow, cities before provinces before the nation, each level in the order of
//! its first counties. So ascending ids are "counties, then pools, lowest first", the order in which a month is settled;
//! the root comes last.
//!
//! A [`PlaceKey`] names a place by text and outlives the data; a [`PlaceId`] counts within one tree.
//!
//! Source: model section 9.1.

use crate::listed::listed;

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

listed! {
    /// How high a place stands, lowest first.
    #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
    enum Level, ALL, text_key -> &'static str;

    /// 区县: collects and pays.
    County = "level.county";
    /// 市
    City = "level.city";
    /// 省
    Province = "level.province";
    /// 全国
    Nation = "level.nation";
}

impl Level {
    /// Its key in files; the path of a root without a name.
    pub fn key(self) -> &'static str {
        self.text_key().trim_start_matches("level.")
    }

    /// The key of a text that names the treasury of this level: `kind.advance` of a city, `kind.advance_nation`.
    pub fn treasury_key(self, key: &str) -> String {
        match self {
            Level::County | Level::City => key.to_owned(),
            Level::Province | Level::Nation => format!("{key}_{}", self.key()),
        }
    }
}

/// A place of one tree: its position there.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct PlaceId(u32);

impl PlaceId {
    /// The county at a position of the data.
    pub const fn county(position: usize) -> PlaceId {
        PlaceId(position as u32)
    }

    /// As an index.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// A place by name, as scenarios, decks and views keep it: it may be looked for in any data.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum PlaceKey {
    /// The whole area.
    #[default]
    Root,
    /// A place above counties, by its path.
    Place(Arc<str>),
    /// A county, by its path or the end of it.
    County(Arc<str>),
}

impl PlaceKey {
    /// The text that names it; `None` is the root.
    pub fn name(&self) -> Option<&Arc<str>> {
        match self {
            PlaceKey::Root => None,
            PlaceKey::Place(name) | PlaceKey::County(name) => Some(name),
        }
    }

    /// The county that it is; `None` is a place above.
    pub fn county(&self) -> Option<&Arc<str>> {
        if let PlaceKey::County(name) = self { Some(name) } else { None }
    }

    /// The place above, as far as its path tells: the root where it is called by its own name alone.
    pub fn above(&self) -> PlaceKey {
        let path = self.name().and_then(|name| name.rsplit_once('/'));
        path.map_or(PlaceKey::Root, |(above, _)| PlaceKey::Place(above.into()))
    }

    /// How it ends a text that names what is said of it: `@COUNTY`, or `/PATH` of a place above counties.
    pub fn suffix(&self) -> String {
        match self {
            PlaceKey::Root => String::new(),
            PlaceKey::Place(path) => format!("/{path}"),
            PlaceKey::County(name) => format!("@{name}"),
        }
    }

    /// What a text names, and the place with which it ends.
    pub fn split(text: &str) -> (&str, PlaceKey) {
        let (name, end) = text.split_at(text.find(['@', '/']).unwrap_or(text.len()));
        let place = match end.split_at_checked(1) {
            Some(("@", county)) => PlaceKey::County(county.into()),
            Some((_, path)) => PlaceKey::Place(path.into()),
            None => PlaceKey::Root,
        };
        (name, place)
    }
}

/// How much of a place is meant.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Reach {
    /// Its own books: of a place above counties its pool's.
    Own,
    /// Its own and those of all places below it.
    WithBelow,
}

/// Whose books: a place's own, or with those of all below it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Whose {
    /// The place.
    pub place: PlaceId,
    /// How much of it.
    pub reach: Reach,
}

/// Whose books, by name: what is shown and kept says so.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Holder {
    /// The place.
    pub place: PlaceKey,
    /// How much of it.
    pub reach: Reach,
}

impl Holder {
    /// A place's own books: of the whole area its pool's.
    pub const fn own(place: PlaceKey) -> Holder {
        Holder { place, reach: Reach::Own }
    }

    /// A place's books with those of all below it; a county's are its own.
    pub const fn with_below(place: PlaceKey) -> Holder {
        Holder { place, reach: Reach::WithBelow }
    }
}

/// The names from the top down by which data place a county; empty where they name none.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct CountyNames {
    /// 省
    pub province: Arc<str>,
    /// 市
    pub city: Arc<str>,
    /// 区县
    pub county: Arc<str>,
}

impl CountyNames {
    /// The names that there are, joined by `/`, from the top down.
    pub fn joined(&self) -> Arc<str> {
        let names = [&self.province, &self.city, &self.county].map(|name| &**name);
        let there: Vec<&str> = names.into_iter().filter(|name| !name.is_empty()).collect();
        if let [only] = there[..] { only.into() } else { there.join("/").into() }
    }

    /// Whether both may mean the same county: names that only one of them gives do not tell.
    pub fn agrees(&self, other: &CountyNames) -> bool {
        let agree = |own: &str, other: &str| own.is_empty() || other.is_empty() || own == other;
        self.county == other.county && agree(&self.province, &other.province) && agree(&self.city, &other.city)
    }

    /// A county of which no place above is named.
    pub fn alone(county: Arc<str>) -> CountyNames {
        CountyNames { province: Arc::from(""), city: Arc::from(""), county }
    }
}

/// Which place columns data have: those in which any cell names a place.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct PlaceColumns {
    /// 省
    pub province: bool,
    /// 市
    pub city: bool,
}

impl PlaceColumns {
    /// None: the counties form one city without a name.
    pub const NONE: PlaceColumns = PlaceColumns { province: false, city: false };

    /// The level of the root, before any root is left out.
    const fn root(self) -> Level {
        match self {
            PlaceColumns { province: true, .. } => Level::Nation,
            PlaceColumns { city: true, .. } => Level::Province,
            PlaceColumns::NONE => Level::City,
        }
    }
}

/// Why names make no tree.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum BadTree {
    /// A county without a province where others name one.
    NoProvince(CountyNames),
    /// A name with a `/`, which parts the names of a path.
    Slash(Arc<str>),
    /// Two places, or a county and a place, of one path.
    SamePath(Arc<str>),
}

/// Why a name finds no county.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NotFound {
    /// No path ends like that.
    Unknown,
    /// Several do: their paths.
    Ambiguous(Vec<Arc<str>>),
}

#[derive(Clone, PartialEq, Eq, Debug)]
struct Node {
    name: Arc<str>,
    path: Arc<str>,
    level: Level,
    above: Option<PlaceId>,
    /// Directly below, in data order.
    below: Vec<PlaceId>,
    /// All counties below, in data order; of a county itself.
    counties: Vec<PlaceId>,
    /// Itself and all below, ascending.
    with_below: Vec<PlaceId>,
    /// Where in the path its shortest end begins that no other path has.
    short: usize,
}

impl Node {
    fn new(name: Arc<str>, path: Arc<str>, level: Level, above: Option<PlaceId>) -> Node {
        Node { name, path, level, above, below: Vec::new(), counties: Vec::new(), with_below: Vec::new(), short: 0 }
    }
}

/// A tree of places.
#[derive(Clone, PartialEq, Eq)]
pub struct Places {
    nodes: Vec<Node>,
    counties: usize,
    /// The counties by their paths.
    by_path: HashMap<Arc<str>, PlaceId>,
    columns: PlaceColumns,
    /// The names of each county as the data give them, for files; empty without place columns.
    named: Vec<CountyNames>,
}

impl Places {
    /// One city without a name over these counties.
    pub fn one_city(counties: impl IntoIterator<Item = Arc<str>>) -> Places {
        Places::grown(counties.into_iter().map(CountyNames::alone).collect(), PlaceColumns::NONE)
    }

    /// The tree of the counties' names, in data order, each county once.
    ///
    /// # Errors
    /// Names that make no tree.
    pub fn new(counties: Vec<CountyNames>) -> Result<Places, BadTree> {
        let columns = PlaceColumns {
            province: counties.iter().any(|c| !c.province.is_empty()),
            city: counties.iter().any(|c| !c.city.is_empty()),
        };
        if columns != PlaceColumns::NONE {
            for names in &counties {
                if columns.province && names.province.is_empty() {
                    return Err(BadTree::NoProvince(names.clone()));
                }
                let all = [&names.province, &names.city, &names.county];
                if let Some(name) = all.into_iter().find(|name| name.contains('/')) {
                    return Err(BadTree::Slash(name.clone()));
                }
            }
        }
        let places = Places::grown(counties, columns);
        let mut paths: Vec<&Arc<str>> = places.nodes.iter().map(|node| &node.path).collect();
        paths.sort_unstable();
        match paths.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => Err(BadTree::SamePath(pair[0].clone())),
            None => Ok(places),
        }
    }

    fn grown(counties: Vec<CountyNames>, columns: PlaceColumns) -> Places {
        let mut sketch = Sketch { names: Vec::new(), found: HashMap::new() };
        let directly_above: Vec<usize> = counties.iter().map(|names| sketch.above(names)).collect();
        let used = sketch.without_lone_tops(&directly_above, columns.root());
        Places::numbered(counties, columns, used)
    }

    fn numbered(counties: Vec<CountyNames>, columns: PlaceColumns, sketch: Used) -> Places {
        let count = counties.len();
        let mut order: Vec<usize> = (0..sketch.places.len()).collect();
        order.sort_by_key(|place| (sketch.places[*place].level, sketch.places[*place].first));
        let mut ids = vec![PlaceId(0); sketch.places.len()];
        for (n, place) in order.iter().enumerate() {
            ids[*place] = PlaceId::county(count + n);
        }
        let mut nodes: Vec<Node> = Vec::with_capacity(count + order.len());
        for (names, above) in counties.iter().zip(&sketch.above) {
            let path = joined(&sketch.places[*above].path, &names.county);
            let above = Some(ids[*above]);
            nodes.push(Node::new(names.county.clone(), path, Level::County, above));
        }
        for place in &order {
            let place = &sketch.places[*place];
            let is_root = place.above.is_none();
            let path = match (is_root, place.name.is_empty()) {
                (true, true) => Arc::from(place.level.key()),
                (true, false) => place.name.clone(),
                (false, _) => Arc::from(&*place.path),
            };
            let above = place.above.map(|above| ids[above]);
            nodes.push(Node::new(place.name.clone(), path, place.level, above));
        }
        let mut by_path = HashMap::with_capacity(count);
        for (n, node) in nodes[..count].iter().enumerate() {
            by_path.entry(node.path.clone()).or_insert(PlaceId::county(n));
        }
        let mut places = Places { nodes, counties: count, by_path, columns, named: Vec::new() };
        places.note_below();
        if columns != PlaceColumns::NONE {
            places.named = counties;
            places.note_short();
        }
        places
    }

    /// By which end of its path each place is known. Without place columns a name is no path, whatever it holds.
    fn note_short(&mut self) {
        let mut met: HashMap<&str, usize> = HashMap::new();
        for node in &self.nodes {
            for at in ends(&node.path) {
                *met.entry(&node.path[at..]).or_default() += 1;
            }
        }
        let known = |node: &Node| ends(&node.path).find(|at| met[&node.path[*at..]] == 1).unwrap_or(0);
        let short: Vec<usize> = self.nodes.iter().map(known).collect();
        for (node, short) in self.nodes.iter_mut().zip(short) {
            node.short = short;
        }
    }

    /// What is below each place: directly, in data order, a county by itself and a place by its first county; and all.
    fn note_below(&mut self) {
        let mut met = vec![false; self.nodes.len()];
        for county in 0..self.counties {
            let mut this = PlaceId::county(county);
            // Counties come in order, and a place is met with its first county.
            while let (false, Some(above)) = (met[this.index()], self.nodes[this.index()].above) {
                met[this.index()] = true;
                self.nodes[above.index()].below.push(this);
                this = above;
            }
        }
        for id in 0..self.nodes.len() {
            let place = PlaceId::county(id);
            let above: Vec<PlaceId> = self.upwards(place).collect();
            for above in above {
                let node = &mut self.nodes[above.index()];
                node.with_below.push(place);
                if id < self.counties {
                    node.counties.push(place);
                }
            }
        }
    }

    /// How many counties there are.
    pub fn counties(&self) -> usize {
        self.counties
    }

    /// How many places there are, counties among them.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there is no county at all.
    pub fn is_empty(&self) -> bool {
        self.counties == 0
    }

    /// All places: counties, then cities, provinces and the nation.
    pub fn all(&self) -> impl DoubleEndedIterator<Item = PlaceId> + use<> {
        (0..self.nodes.len() as u32).map(PlaceId)
    }

    /// The places above counties, lowest first.
    pub fn above_counties(&self) -> impl DoubleEndedIterator<Item = PlaceId> + use<> {
        (self.counties as u32..self.nodes.len() as u32).map(PlaceId)
    }

    /// The whole area.
    pub fn root(&self) -> PlaceId {
        PlaceId::county(self.nodes.len() - 1)
    }

    /// Whether it is a county.
    pub fn is_county(&self, place: PlaceId) -> bool {
        place.index() < self.counties
    }

    /// The place directly above; `None` for the root.
    pub fn above(&self, place: PlaceId) -> Option<PlaceId> {
        self.nodes[place.index()].above
    }

    /// The place and those above it, nearest first.
    pub fn upwards(&self, place: PlaceId) -> impl Iterator<Item = PlaceId> + use<'_> {
        std::iter::successors(Some(place), |place| self.above(*place))
    }

    /// The places directly below, in data order.
    pub fn below(&self, place: PlaceId) -> &[PlaceId] {
        &self.nodes[place.index()].below
    }

    /// The counties of a place, in data order; a county's is itself.
    pub fn counties_of(&self, place: PlaceId) -> &[PlaceId] {
        &self.nodes[place.index()].counties
    }

    /// The place and all below it, ascending: counties, then pools, lowest first.
    pub fn with_below(&self, place: PlaceId) -> &[PlaceId] {
        &self.nodes[place.index()].with_below
    }

    /// Whose books are meant by name; `None` where there is no such place.
    pub fn whose(&self, holder: &Holder) -> Option<Whose> {
        Some(Whose { place: self.find(&holder.place)?, reach: holder.reach })
    }

    /// The places whose books are meant, ascending.
    pub fn of<'a>(&'a self, whose: &'a Whose) -> &'a [PlaceId] {
        match whose.reach {
            Reach::Own => std::slice::from_ref(&whose.place),
            Reach::WithBelow => self.with_below(whose.place),
        }
    }

    /// Whether a place's books are meant.
    pub fn is_of(&self, whose: Whose, place: PlaceId) -> bool {
        match whose.reach {
            Reach::Own => place == whose.place,
            Reach::WithBelow => self.upwards(place).any(|above| above == whose.place),
        }
    }

    /// How high a place stands.
    pub fn level(&self, place: PlaceId) -> Level {
        self.nodes[place.index()].level
    }

    /// A place's own name; empty for a root without one.
    pub fn name(&self, place: PlaceId) -> &Arc<str> {
        &self.nodes[place.index()].name
    }

    /// The names from below the root down, joined by `/`; the root's is its name, or its level's key.
    pub fn path(&self, place: PlaceId) -> &Arc<str> {
        &self.nodes[place.index()].path
    }

    /// The shortest end of a place's path that no other path has: its name, unless others bear it too.
    pub fn short(&self, place: PlaceId) -> &str {
        let node = &self.nodes[place.index()];
        &node.path[node.short..]
    }

    /// Which place columns the data have.
    pub fn columns(&self) -> PlaceColumns {
        self.columns
    }

    /// The names of a county as the data give them; `None` without place columns.
    pub fn named(&self, county: PlaceId) -> Option<&CountyNames> {
        self.named.get(county.index())
    }

    /// The place of that level at or above `place`.
    pub fn at_level(&self, place: PlaceId, level: Level) -> Option<PlaceId> {
        self.upwards(place).find(|above| self.level(*above) == level)
    }

    /// A place's key.
    pub fn key(&self, place: PlaceId) -> PlaceKey {
        if place == self.root() {
            PlaceKey::Root
        } else if self.is_county(place) {
            PlaceKey::County(self.path(place).clone())
        } else {
            PlaceKey::Place(self.path(place).clone())
        }
    }

    /// The place that a key names.
    pub fn find(&self, key: &PlaceKey) -> Option<PlaceId> {
        match key {
            PlaceKey::Root => Some(self.root()),
            PlaceKey::Place(path) => self.find_above(path),
            PlaceKey::County(name) => self.find_county(name).ok(),
        }
    }

    /// The place above counties with that full path.
    pub fn find_above(&self, path: &str) -> Option<PlaceId> {
        self.above_counties().find(|place| **self.path(*place) == *path)
    }

    /// The county with that full path, else the one whose path ends in those names.
    ///
    /// # Errors
    /// None ends so, or several do.
    pub fn find_county(&self, name: &str) -> Result<PlaceId, NotFound> {
        if let Some(county) = self.by_path.get(name) {
            return Ok(*county);
        }
        let counties = (0..self.counties).map(PlaceId::county);
        let ends = |county: &PlaceId| {
            self.path(*county).strip_suffix(name).is_some_and(|before| before.ends_with('/')) && !name.is_empty()
        };
        let found: Vec<PlaceId> = counties.filter(ends).collect();
        match found[..] {
            [] => Err(NotFound::Unknown),
            [county] => Ok(county),
            _ => Err(NotFound::Ambiguous(found.iter().map(|county| self.path(*county).clone()).collect())),
        }
    }

    /// The county that another tree means by one of its own. A tree of one city alone leaves the city out of its paths, so
    /// that paths do not tell.
    ///
    /// # Errors
    /// None is called so, or several are.
    pub fn find_as_in(&self, other: &Places, county: PlaceId) -> Result<PlaceId, NotFound> {
        match other.named(county) {
            Some(names) => self.find_named(names),
            None => self.find_county(other.path(county)),
        }
    }

    /// The county of just these names, else the only one that they agree with, else the one of that path.
    ///
    /// # Errors
    /// None is called so, or several are.
    pub fn find_named(&self, names: &CountyNames) -> Result<PlaceId, NotFound> {
        let counties = || (0..self.counties).map(PlaceId::county);
        let joined = names.joined();
        let same_path = self.by_path.get(&joined).filter(|county| self.named(**county) == Some(names));
        if let Some(county) =
            same_path.copied().or_else(|| counties().find(|county| self.named(*county) == Some(names)))
        {
            return Ok(county);
        }
        let agrees = |county: &PlaceId| match self.named(*county) {
            Some(known) => known.agrees(names),
            None => names.county == *self.name(*county),
        };
        let found: Vec<PlaceId> = counties().filter(agrees).collect();
        match found[..] {
            [county] => Ok(county),
            [] => self.find_county(&joined),
            _ => Err(NotFound::Ambiguous(found.iter().map(|county| self.path(*county).clone()).collect())),
        }
    }
}

impl fmt::Debug for Places {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.nodes.iter().map(|node| &node.path)).finish()
    }
}

/// Where the ends of a path begin, the shortest first.
fn ends(path: &str) -> impl Iterator<Item = usize> + use<'_> {
    path.rmatch_indices('/').map(|(at, _)| at + 1).chain([0])
}

fn joined(path: &str, name: &Arc<str>) -> Arc<str> {
    if path.is_empty() { name.clone() } else { Arc::from(format!("{path}/{name}")) }
}

/// Places above counties as they are met, before they are numbered; the root is the first.
struct Sketch {
    names: Vec<(Arc<str>, Option<usize>)>,
    found: HashMap<(usize, Arc<str>, bool), usize>,
}

struct Sketched {
    name: Arc<str>,
    level: Level,
    above: Option<usize>,
    /// Its path, empty for the root.
    path: String,
    /// Its first county.
    first: usize,
}

struct Used {
    places: Vec<Sketched>,
    above: Vec<usize>,
}

impl Sketch {
    /// The place directly above a county.
    fn above(&mut self, names: &CountyNames) -> usize {
        if self.names.is_empty() {
            self.names.push((Arc::from(""), None));
        }
        let mut at = 0;
        for (name, is_city) in [(&names.province, false), (&names.city, true)] {
            if !name.is_empty() {
                let next = self.names.len();
                let place = *self.found.entry((at, name.clone(), is_city)).or_insert(next);
                if place == next {
                    self.names.push((name.clone(), Some(at)));
                }
                at = place;
            }
        }
        at
    }

    /// Leaves out each root whose only child is itself a place above counties.
    fn without_lone_tops(self, directly_above: &[usize], root_level: Level) -> Used {
        let mut root = 0;
        let mut level = root_level;
        while !directly_above.contains(&root) {
            let mut below = (0..self.names.len()).filter(|place| self.names[*place].1 == Some(root));
            let (Some(only), None) = (below.next(), below.next()) else { break };
            (root, level) = (only, lower(level));
        }
        let mut new: Vec<Option<usize>> = vec![None; self.names.len()];
        let mut places: Vec<Sketched> = Vec::new();
        // A place is met after the one above it.
        for place in root..self.names.len() {
            let (name, above) = &self.names[place];
            let above = above.filter(|_| place != root).and_then(|above| new[above]);
            if place != root && above.is_none() {
                continue;
            }
            let path = match above {
                Some(above) if places[above].path.is_empty() => name.to_string(),
                Some(above) => format!("{}/{name}", places[above].path),
                None => String::new(),
            };
            let level = above.map_or(level, |above| lower(places[above].level));
            new[place] = Some(places.len());
            places.push(Sketched { name: name.clone(), level, above, path, first: usize::MAX });
        }
        let above: Vec<usize> = directly_above.iter().map(|place| new[*place].unwrap_or(0)).collect();
        for (county, place) in above.iter().enumerate() {
            let mut this = Some(*place);
            while let Some(at) = this {
                places[at].first = places[at].first.min(county);
                this = places[at].above;
            }
        }
        Used { places, above }
    }
}

const fn lower(level: Level) -> Level {
    match level {
        Level::Nation => Level::Province,
        Level::Province => Level::City,
        Level::City | Level::County => Level::County,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(rows: &[(&str, &str, &str)]) -> Result<Places, BadTree> {
        let names = |(p, c, n): &(&str, &str, &str)| CountyNames {
            province: Arc::from(*p),
            city: Arc::from(*c),
            county: Arc::from(*n),
        };
        Places::new(rows.iter().map(names).collect())
    }

    fn paths(places: &Places) -> Vec<&str> {
        places.all().map(|place| &**places.path(place)).collect()
    }

    #[test]
    fn without_columns_the_counties_form_one_city() {
        let places = tree(&[("", "", "甲"), ("", "", "乙")]).unwrap();
        assert_eq!(paths(&places), ["甲", "乙", "city"]);
        assert_eq!(places.level(places.root()), Level::City);
        assert_eq!(places.below(places.root()), [PlaceId(0), PlaceId(1)]);
        // Without place columns a name may hold what it likes.
        assert_eq!(paths(&tree(&[("", "", "甲/乙")]).unwrap()), ["甲/乙", "city"]);
    }

    #[test]
    fn a_tree_is_numbered_lowest_first_and_in_the_order_of_the_data() {
        let rows = [
            ("苏", "宁", "鼓楼"),
            ("苏", "", "昆山"),
            ("闽", "福", "鼓楼"),
            ("苏", "徐", "鼓楼"),
            ("苏", "宁", "玄武"),
        ];
        let places = tree(&rows).unwrap();
        let expected = [
            "苏/宁/鼓楼",
            "苏/昆山",
            "闽/福/鼓楼",
            "苏/徐/鼓楼",
            "苏/宁/玄武",
            "苏/宁",
            "闽/福",
            "苏/徐",
            "苏",
            "闽",
            "nation",
        ];
        assert_eq!(paths(&places), expected);
        let su = places.find_above("苏").unwrap();
        let below: Vec<&str> = places.below(su).iter().map(|p| &**places.path(*p)).collect();
        assert_eq!(below, ["苏/宁", "苏/昆山", "苏/徐"]);
        assert_eq!(places.counties_of(su), [PlaceId(0), PlaceId(1), PlaceId(3), PlaceId(4)]);
        let short: Vec<&str> = places.all().map(|place| places.short(place)).collect();
        assert_eq!(short[..6], ["宁/鼓楼", "昆山", "福/鼓楼", "徐/鼓楼", "玄武", "宁"]);
        assert_eq!(places.find_county("玄武"), Ok(PlaceId(4)));
        assert_eq!(places.find_county("福/鼓楼"), Ok(PlaceId(2)));
        assert_eq!(places.find_county("州/鼓楼"), Err(NotFound::Unknown));
        assert!(matches!(places.find_county("鼓楼"), Err(NotFound::Ambiguous(paths)) if paths.len() == 3));
        for place in places.all() {
            assert_eq!(places.find(&places.key(place)), Some(place));
        }
    }

    #[test]
    fn a_root_over_one_place_is_left_out() {
        let one = tree(&[("苏", "宁", "鼓楼"), ("苏", "宁", "玄武")]).unwrap();
        assert_eq!(paths(&one), ["鼓楼", "玄武", "宁"]);
        assert_eq!(one.level(one.root()), Level::City);
        let province = tree(&[("苏", "宁", "鼓楼"), ("苏", "", "昆山")]).unwrap();
        assert_eq!(paths(&province), ["宁/鼓楼", "昆山", "宁", "苏"]);
        let cities = tree(&[("", "宁", "鼓楼"), ("", "徐", "鼓楼")]).unwrap();
        assert_eq!(paths(&cities), ["宁/鼓楼", "徐/鼓楼", "宁", "徐", "province"]);
    }

    #[test]
    fn names_that_make_no_tree() {
        assert!(
            matches!(tree(&[("苏", "", "甲"), ("", "宁", "乙")]), Err(BadTree::NoProvince(names)) if &*names.county == "乙")
        );
        assert_eq!(tree(&[("", "宁/徐", "甲")]), Err(BadTree::Slash(Arc::from("宁/徐"))));
        assert_eq!(tree(&[("", "宁", "甲"), ("", "", "宁")]), Err(BadTree::SamePath(Arc::from("宁"))));
    }
}
