//! Which of a list's rows stand for the places above the others: 南京市 over its counties, or 小计 below them.
//!
//! A name that ends in 市 may be a prefecture's or a county-level city's. Arithmetic tells first: a row that is the sum
//! of those below or above it in most columns is theirs; then how far names are set in. Where they leave it open, it is
//! said to be unclear.

use std::ops::Range;
use std::sync::Arc;

use rust_decimal::Decimal;

use crate::intake::headings::{named, plain};
use crate::intake::table::LineKind;
use crate::place::{CountyNames, Level};

/// The most columns that are compared, and the most rows that a place's may be.
const COLUMNS: usize = 24;
const ROWS: usize = 400;

/// Amounts are compared in millionths.
const PLACES: u32 = 6;

/// A name in a list of counties.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(in crate::intake) struct Stand {
    /// As it stands in the county's column.
    pub(in crate::intake) name: Arc<str>,
    /// How far it is set in.
    pub(in crate::intake) indent: usize,
    /// The places above it that columns of their own name.
    pub(in crate::intake) above: [Arc<str>; 2],
    /// Whether it is 合计 or 小计, or ends so.
    pub(in crate::intake) is_sum: bool,
    /// What its rows were chosen to be.
    pub(in crate::intake) chosen: Option<LineKind>,
}

/// What a name stands for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::intake) enum Standing {
    /// A county, under these places.
    County(CountyNames),
    /// The sum of a place's counties; its names without a county's.
    Place(Level, CountyNames),
    /// A sum of others that no place is named for.
    Total,
    /// A county or a place.
    Unclear,
}

/// The amounts beside the names, a row a name.
#[derive(Default)]
pub(in crate::intake) struct Amounts {
    rows: Vec<Vec<Option<i128>>>,
    /// Half of the last place of a column's amounts where these are rounded, else zero.
    half: Vec<i128>,
}

impl Amounts {
    pub(in crate::intake) fn new(names: usize) -> Amounts {
        Amounts { rows: vec![Vec::new(); names], half: Vec::new() }
    }

    /// Adds a column; one without amounts is nothing to compare.
    pub(in crate::intake) fn push(&mut self, column: &[Option<Decimal>], is_rounded: bool) {
        if column.iter().all(Option::is_none) {
            return;
        }
        let places = column.iter().flatten().map(|n| n.normalize().scale()).max().unwrap_or(0).min(PLACES - 1);
        self.half.push(if is_rounded { 5 * 10_i128.pow(PLACES - 1 - places) } else { 0 });
        for (row, amount) in self.rows.iter_mut().zip(column) {
            row.push(amount.map(in_millionths));
        }
    }

    fn is_blank(&self, row: usize) -> bool {
        self.rows[row].iter().all(Option::is_none)
    }
}

fn in_millionths(number: Decimal) -> i128 {
    let number = number.round_dp(PLACES);
    number.mantissa().saturating_mul(10_i128.pow(PLACES - number.scale()))
}

/// What a name's ending makes likely.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Rank {
    County,
    City,
    Province,
    /// Nothing: 南京, 屯溪.
    Bare,
}

const PROVINCES: [&str; 31] = [
    "北京",
    "天津",
    "河北",
    "山西",
    "内蒙古",
    "辽宁",
    "吉林",
    "黑龙江",
    "上海",
    "江苏",
    "浙江",
    "安徽",
    "福建",
    "江西",
    "山东",
    "河南",
    "湖北",
    "湖南",
    "广东",
    "广西",
    "海南",
    "重庆",
    "四川",
    "贵州",
    "云南",
    "西藏",
    "陕西",
    "甘肃",
    "青海",
    "宁夏",
    "新疆",
];

fn rank(name: &str) -> Rank {
    match by_ending(name) {
        // 地区, 县市 and 省份 name columns of places, not a place.
        Rank::City | Rank::Province if named(name).is_some() => Rank::County,
        rank => rank,
    }
}

fn by_ending(name: &str) -> Rank {
    let bare = name.split('(').next().unwrap_or(name);
    let municipality = ["北京市", "天津市", "上海市", "重庆市"].contains(&bare);
    if municipality || bare.ends_with('省') || bare.ends_with("自治区") || PROVINCES.contains(&bare) {
        Rank::Province
    } else if bare.ends_with(['市', '州', '盟']) || bare.ends_with("地区") {
        Rank::City
    } else if bare.ends_with(['区', '县', '旗', '级', '直']) || name.contains("直属") || name.contains("本级")
    {
        Rank::County
    } else {
        Rank::Bare
    }
}

/// The name of the place whose sum a row is by its own words: 南京市 of 南京市小计; `None` where it has no such words.
pub(super) fn closed(name: &str) -> Option<&str> {
    let bare = name.trim_end_matches(')').trim_end_matches(':');
    let place = ["合计", "小计", "总计", "共计", "汇总"].into_iter().find_map(|word| bare.strip_suffix(word))?;
    Some(place.trim_end_matches(['(', ':', '-']))
}

/// Whether a name may be that of rows that stand for others.
pub(in crate::intake) fn may_be_above(name: &str) -> bool {
    let name = plain(name);
    match closed(&name) {
        Some(place) => matches!(rank(place), Rank::City | Rank::Province),
        None => rank(&name) != Rank::County,
    }
}

/// The level of a place above counties, by the ending of its name.
pub(in crate::intake) fn level_of(name: &str) -> Option<Level> {
    let name = plain(name);
    match rank(&name) {
        Rank::City => Some(Level::City),
        Rank::Province => Some(Level::Province),
        Rank::County | Rank::Bare => None,
    }
}

/// Whether a county's own name says that it belongs to no city.
pub(in crate::intake) fn is_of_province(name: &str) -> bool {
    ["省本级", "省直", "省级", "省属", "自治区本级", "自治区直"].iter().any(|word| name.contains(word))
}

/// What each name of a list stands for, and which counties stand behind a place's own without being in its sum.
pub(in crate::intake) fn decide(stands: &[Stand], amounts: &Amounts) -> (Vec<Standing>, Vec<usize>) {
    let names: Vec<String> = stands.iter().map(|stand| plain(&stand.name)).collect();
    let ranks = names.iter().map(|name| rank(closed(name).unwrap_or(name))).collect();
    let mut list = List {
        stands,
        amounts,
        ranks,
        names: &names,
        set_in: stands.windows(2).any(|pair| pair[0].indent != pair[1].indent),
        found: vec![None; stands.len()],
        city: vec![None; stands.len()],
        province: vec![None; stands.len()],
        behind: Vec::new(),
    };
    list.by_columns();
    list.pass(Level::City);
    list.pass(Level::Province);
    list.standings()
}

/// How well a row is the sum of others: the last of these, and in how many columns of those that tell.
#[derive(Clone, Copy)]
struct Fit {
    last: usize,
    agrees: usize,
    of: usize,
}

impl Fit {
    fn is_sum(self) -> bool {
        self.agrees * 2 > self.of
    }

    fn may_be(self) -> bool {
        self.of > 1 && self.agrees * 4 >= self.of
    }
}

struct List<'a> {
    stands: &'a [Stand],
    amounts: &'a Amounts,
    ranks: Vec<Rank>,
    names: &'a [String],
    /// Whether some names are set in further than others.
    set_in: bool,
    found: Vec<Option<Standing>>,
    /// For each row the row of its city, and of its province.
    city: Vec<Option<usize>>,
    province: Vec<Option<usize>>,
    behind: Vec<usize>,
}

impl List<'_> {
    /// The rows that columns of their own place: 南京市 beside 小计, beside nothing, or beside itself.
    fn by_columns(&mut self) {
        for row in 0..self.stands.len() {
            let stand = &self.stands[row];
            let [province, city] = &stand.above;
            let (level, own) = match (province.is_empty(), city.is_empty()) {
                (_, false) => (Level::City, city),
                (false, true) => (Level::Province, province),
                (true, true) => continue,
            };
            let names = |county: &Arc<str>| CountyNames {
                province: province.clone(),
                city: city.clone(),
                county: county.clone(),
            };
            let nobody: Arc<str> = Arc::from("");
            let of_this = |other: &usize| match level {
                Level::City => self.stands[*other].above == stand.above,
                _ => self.stands[*other].above[0] == *province,
            };
            let is_part = |other: &usize| *other != row && of_this(other) && !self.stands[*other].is_sum;
            let others = (0..self.stands.len()).filter(is_part);
            if stand.is_sum {
                self.found[row] = Some(Standing::Place(level, names(&nobody)));
            } else if stand.name.is_empty() {
                // A city without counties is one itself.
                self.found[row] = Some(match others.count() {
                    0 if level == Level::City => Standing::County(CountyNames { city: nobody, ..names(city) }),
                    _ => Standing::Place(level, names(&nobody)),
                });
            } else if stand.name == *own && stand.chosen.is_none() {
                let parts: Vec<usize> = others.filter(|other| !self.stands[*other].name.is_empty()).collect();
                let fit = self.fit(row, parts.iter().copied(), |_| true);
                let whole = fit.filter(|fit| Some(&fit.last) == parts.last());
                if whole.is_some_and(Fit::is_sum) || (self.amounts.is_blank(row) && !parts.is_empty()) {
                    self.found[row] = Some(Standing::Place(level, names(&nobody)));
                } else if whole.is_some_and(Fit::may_be) {
                    self.found[row] = Some(Standing::Unclear);
                }
            }
        }
    }

    /// Finds the rows that stand for places of a level.
    fn pass(&mut self, level: Level) {
        let mut next = 0;
        while next < self.stands.len() {
            let row = next;
            next += 1;
            if !self.may_stand_for(row, level) {
                continue;
            }
            match self.judged(row, level) {
                Judged::Place(members) => {
                    next = next.max(members.end);
                    self.note(row, level, members);
                }
                Judged::Unclear => self.found[row] = Some(Standing::Unclear),
                Judged::County => {}
            }
        }
    }

    fn may_stand_for(&self, row: usize, level: Level) -> bool {
        let stand = &self.stands[row];
        // 全市合计 sums all, whatever they are.
        let sums_all = stand.is_sum && closed(&self.names[row]).is_none_or(|place| place.starts_with('全'));
        if self.found[row].is_some() || sums_all || (level == Level::City && !stand.above[1].is_empty()) {
            return false;
        }
        match (stand.chosen, self.ranks[row]) {
            (Some(LineKind::Place(chosen)), _) => chosen == level,
            (Some(_), _) => false,
            (None, Rank::City) => level == Level::City,
            (None, Rank::Province) => level == Level::Province,
            // 南京 may be one only over names that are counties' by their ending, or set in.
            (None, Rank::Bare) => {
                let is_county = self.ranks.get(row + 1) == Some(&Rank::County);
                level == Level::City
                    && !stand.is_sum
                    && !stand.name.is_ascii()
                    && (is_county || !self.set_in_below(row).is_empty())
            }
            (None, Rank::County) => false,
        }
    }

    fn judged(&self, row: usize, level: Level) -> Judged {
        let stand = &self.stands[row];
        let below = row + 1..self.stop(row, level);
        let above = self.stop_above(row, level)..row;
        let is_part = |other: usize| self.is_part(other, level);
        let fits = [self.fit(row, below.clone(), is_part), self.fit(row, above.clone().rev(), is_part)];
        let fits = fits.map(|fit| fit.filter(|fit| self.has_counties(row, fit.last, level)));
        let best = match fits {
            [Some(down), Some(up)] if up.agrees > down.agrees => Some(up),
            [down, up] => down.or(up),
        };
        let set_in = self.set_in_below(row);
        if let Some(fit) = best.filter(|fit| fit.is_sum()) {
            return Judged::Place(match fit.last < row {
                true => fit.last..row,
                // One that is set in like the others is of this place, though the sum leaves it out.
                false => row + 1..set_in.end.max(fit.last + 1).min(below.end),
            });
        }
        let natural = row + 1..self.next_like(row, below.clone());
        let certain = matches!(stand.chosen, Some(LineKind::Place(_))) || closed(&self.names[row]).is_some();
        if certain {
            return Judged::Place(match () {
                () if !set_in.is_empty() => set_in,
                () if stand.is_sum && !above.is_empty() => above,
                () => natural,
            });
        }
        let is_bare = self.ranks[row] == Rank::Bare;
        if self.amounts.is_blank(row) {
            return match () {
                () if !set_in.is_empty() => Judged::Place(set_in),
                () if !is_bare && !self.set_in && self.has_counties(row, natural.end - 1, level) => {
                    Judged::Place(natural)
                }
                () => Judged::County,
            };
        }
        let doubtful = best.is_some_and(Fit::may_be)
            || self.is_near(row, natural.clone(), level)
            || (!set_in.is_empty() && self.is_near(row, set_in.clone(), level));
        match (doubtful, set_in.is_empty()) {
            (true, false) => Judged::Place(set_in),
            (false, false) if !is_bare => Judged::Unclear,
            (true, true) if !self.set_in => Judged::Unclear,
            _ => Judged::County,
        }
    }

    /// Where the rows end that may be a place's, whose own row stands above them.
    fn stop(&self, row: usize, level: Level) -> usize {
        let stops = |other: &usize| self.stops(row, *other, level);
        let end = self.stands.len().min(row + 1 + ROWS);
        (row + 1..end).find(stops).unwrap_or(end)
    }

    /// The same of a place whose own row stands below them: the first of its rows.
    fn stop_above(&self, row: usize, level: Level) -> usize {
        let first = row.saturating_sub(ROWS);
        (first..row).rev().find(|other| self.stops(row, *other, level)).map_or(first, |other| other + 1)
    }

    fn stops(&self, row: usize, other: usize, level: Level) -> bool {
        let stand = &self.stands[other];
        match level {
            Level::City => {
                self.found[other].is_some()
                    || self.city[other].is_some()
                    || stand.is_sum
                    || stand.above != self.stands[row].above
                    || (self.ranks[other] == Rank::Province && stand.chosen.is_none())
            }
            _ => {
                self.province[other].is_some()
                    || stand.above[0] != self.stands[row].above[0]
                    || matches!(self.found[other], Some(Standing::Place(Level::Province, _)))
            }
        }
    }

    /// Whether a row's amounts are part of the sum of a place of the level: a city's row is not, beside its counties'.
    fn is_part(&self, other: usize, level: Level) -> bool {
        level == Level::City || (self.found[other].is_none() && !self.stands[other].is_sum)
    }

    /// How well the row is the sum of others, taken in this order.
    fn fit(&self, row: usize, others: impl Iterator<Item = usize>, is_part: impl Fn(usize) -> bool) -> Option<Fit> {
        let own = &self.amounts.rows[row];
        let telling = own.iter().enumerate().filter_map(|(column, amount)| Some((column, amount.filter(|a| *a != 0)?)));
        let telling: Vec<(usize, i128)> = telling.take(COLUMNS).collect();
        let mut sums = vec![0_i128; telling.len()];
        let mut best: Option<Fit> = None;
        let mut parts = 0;
        for other in others {
            if is_part(other) {
                parts += 1;
                for (sum, (column, _)) in sums.iter_mut().zip(&telling) {
                    *sum = sum.saturating_add(self.amounts.rows[other][*column].unwrap_or(0));
                }
            }
            let near = |(sum, (column, own)): &(&i128, &(usize, i128))| {
                sum.abs_diff(*own) <= (self.amounts.half[*column] * (parts + 1)).unsigned_abs()
            };
            let agrees = sums.iter().zip(&telling).filter(near).count();
            // One row alone is another's sum only where all of several amounts are the same.
            let enough = parts > 1 || (agrees == telling.len() && agrees > 2);
            // A county without amounts goes with those above it, a city without does not.
            let least = if matches!(self.ranks[other], Rank::County | Rank::Bare) { 0 } else { 1 };
            if agrees > 0 && enough && best.is_none_or(|best| agrees >= best.agrees + least) {
                best = Some(Fit { last: other, agrees, of: telling.len() });
            }
        }
        best
    }

    /// Whether a row is within a fiftieth of the sum of others in most columns: more than chance, less than a sum.
    fn is_near(&self, row: usize, others: Range<usize>, level: Level) -> bool {
        if others.len() < 2 {
            return false;
        }
        let (mut near, mut telling) = (0, 0);
        for (column, own) in self.amounts.rows[row].iter().enumerate().take(COLUMNS) {
            let Some(own) = own.filter(|own| *own != 0) else { continue };
            let parts = others.clone().filter(|other| self.is_part(*other, level));
            let sum = parts.filter_map(|other| self.amounts.rows[other][column]).fold(0, i128::saturating_add);
            telling += 1;
            near += usize::from(sum.abs_diff(own) <= own.unsigned_abs() / 50);
        }
        near * 2 > telling
    }

    /// Whether some name between a row and another is no city's by its ending: each city has such counties.
    fn has_counties(&self, row: usize, last: usize, level: Level) -> bool {
        let mut between = row.min(last)..=row.max(last);
        level == Level::Province
            || between.any(|other| other != row && matches!(self.ranks[other], Rank::County | Rank::Bare))
    }

    /// The rows below that are set in further.
    fn set_in_below(&self, row: usize) -> Range<usize> {
        let own = self.stands[row].indent;
        let below = self.stands.get(row + 1..).unwrap_or_default();
        row + 1..row + 1 + below.iter().take_while(|stand| stand.indent > own && !stand.is_sum).count()
    }

    /// The next row of the same rank; below a row without amounts the next without.
    fn next_like(&self, row: usize, mut below: Range<usize>) -> usize {
        let end = below.end;
        let blank = self.amounts.is_blank(row);
        let like = |other: &usize| self.ranks[*other] == self.ranks[row] && (!blank || self.amounts.is_blank(*other));
        below.find(like).unwrap_or(end)
    }

    fn note(&mut self, row: usize, level: Level, members: Range<usize>) {
        let bare = closed(&self.names[row]).unwrap_or(&self.names[row]);
        let name: Arc<str> = if bare.is_empty() { self.stands[row].name.clone() } else { bare.into() };
        let [province, city] = self.stands[row].above.clone();
        let nobody: Arc<str> = Arc::from("");
        let names = match level {
            Level::City => CountyNames { province, city: name, county: nobody },
            _ => CountyNames { province: name, city, county: nobody },
        };
        let whose = if level == Level::City { &mut self.city } else { &mut self.province };
        for member in members.clone() {
            whose[member] = Some(row);
        }
        self.found[row] = Some(Standing::Place(level, names));
        // What stands between a place's last row and the next place is behind it.
        if level == Level::City && !self.set_in && members.start > row {
            self.behind.push(members.end);
        }
    }

    fn standings(self) -> (Vec<Standing>, Vec<usize>) {
        let name_of = |row: Option<usize>, level: Level| match row.and_then(|row| self.found[row].as_ref()) {
            Some(Standing::Place(_, names)) if level == Level::City => names.city.clone(),
            Some(Standing::Place(_, names)) => names.province.clone(),
            _ => Arc::from(""),
        };
        let provinces = self.found.iter().any(|found| matches!(found, Some(Standing::Place(Level::Province, _))));
        let or = |own: &Arc<str>, other: Arc<str>| if own.is_empty() { other } else { own.clone() };
        let standing = |row: usize| -> Standing {
            let stand = &self.stands[row];
            let province = or(&stand.above[0], name_of(self.province[row], Level::Province));
            match &self.found[row] {
                Some(Standing::Place(level, names)) => {
                    Standing::Place(*level, CountyNames { province: or(&names.province, province), ..names.clone() })
                }
                Some(other) => other.clone(),
                None if stand.is_sum => Standing::Total,
                None => {
                    let mut city = or(&stand.above[1], name_of(self.city[row], Level::City));
                    if is_of_province(&stand.name) {
                        city = Arc::from("");
                    }
                    // 天津市 among provinces is one, and its own county.
                    let own = provinces && province.is_empty() && self.ranks[row] == Rank::Province;
                    let province = if own { stand.name.clone() } else { province };
                    Standing::County(CountyNames { province, city, county: stand.name.clone() })
                }
            }
        };
        let standings: Vec<Standing> = (0..self.stands.len()).map(standing).collect();
        let mut direct = Vec::new();
        for from in &self.behind {
            let alone = |row: &usize| {
                self.found[*row].is_none()
                    && self.city[*row].is_none()
                    && matches!(standings[*row], Standing::County(_))
                    && !is_of_province(&self.stands[*row].name)
            };
            direct.extend((*from..self.stands.len()).take_while(alone));
        }
        (standings, direct)
    }
}

enum Judged {
    Place(Range<usize>),
    Unclear,
    County,
}
