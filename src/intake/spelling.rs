//! Counties' names as they are spelt: signs that are none of theirs taken away, and one county that is spelt in several
//! ways told as one.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::value::is_no_width;
use crate::dataset::{CountyRows, Dataset, Observed};
use crate::finding::{Finding, Findings, Severity};
use crate::place::PlaceId;

/// How many names a finding lists.
const LISTED: usize = 6;

/// The endings of counties' names.
const ENDINGS: [&str; 4] = ["区", "县", "市", "旗"];

/// A name without numbering, marks, 其中 and blanks: of `1、屯溪区`, `（一）歙　县*`, `其中：祁门县`.
pub(super) fn cleaned(name: &str) -> Cow<'_, str> {
    let trimmed = name.trim();
    let plain = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    if trimmed.chars().all(plain) && !trimmed.starts_with("其中") {
        return Cow::Borrowed(trimmed);
    }
    let is_hanzi = |c: char| c >= '\u{3400}';
    let mut text: String = trimmed.chars().filter(|c| !is_no_width(*c)).collect();
    // Blanks set two signs apart as wide as three; between English words they stay.
    if text.chars().filter(|c| c.is_alphabetic()).all(is_hanzi) {
        text.retain(|c| !c.is_whitespace());
    }
    let mark = |c: char| "*#※△▲●○★☆·•■□◆◇′'’‘\"“”`^:：、，,。.;；-—_~".contains(c) || c.is_whitespace();
    let bare = text.trim_matches(mark);
    let bare = bare.strip_prefix("其中").map_or(bare, |rest| rest.trim_start_matches(mark));
    let bare = without_number(bare).trim_matches(mark);
    // 歙县① and 歙县[1] point to a note.
    let bare = bare.trim_end_matches(|c: char| ('\u{2460}'..='\u{24ff}').contains(&c));
    let note = bare.strip_suffix([']', '］', '〕']).and_then(|rest| rest.rsplit_once(['[', '［', '〔']));
    let bare = note.map_or(bare, |(before, _)| before);
    match bare.is_empty() {
        true => Cow::Owned(trimmed.to_owned()),
        false => Cow::Owned(bare.to_owned()),
    }
}

/// A name behind its number: `1、`, `（一）`, `01.`, `①`, or `1` before a county's name.
fn without_number(name: &str) -> &str {
    let digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    let numeral = |c: char| digit(c) || "一二三四五六七八九十".contains(c);
    if let Some(rest) = name.strip_prefix(|c: char| ('\u{2460}'..='\u{24ff}').contains(&c)) {
        return rest;
    }
    let inside = name.strip_prefix(['(', '（', '[', '【']).unwrap_or(name);
    let after = inside.trim_start_matches(numeral);
    if after.len() == inside.len() {
        return name;
    }
    match after.strip_prefix(['、', '.', '．', ')', '）', ']', '】', ',', '，', ':', '：', '-']) {
        Some(rest) if rest.starts_with(|c: char| !c.is_ascii_digit()) => rest.trim_start(),
        _ if inside.starts_with(digit)
            && inside.len() == name.len()
            && ENDINGS.iter().any(|end| after.ends_with(end)) =>
        {
            after
        }
        _ => name,
    }
}

/// Tells as one the counties without places above them that several tables, or one, spell in different ways:
/// 屯溪 and 屯溪区, 黄山市歙县 and 歙县, 歙县社保局. Data that were there before keep their spelling.
pub(super) fn make_one(tables: &mut [Observed], before: Option<&Dataset>, findings: &mut Findings) {
    let own = || tables.iter().flat_map(Observed::counties).filter(|rows| rows.names.is_none());
    let first_place = |rows: &CountyRows| rows.rows().next().map(|row| row.source.origin());
    let told: BTreeSet<Arc<str>> = own().map(|row| row.county.clone()).collect();
    let there: BTreeSet<Arc<str>> = before.into_iter().flat_map(own_names).collect();
    let names: BTreeSet<Arc<str>> = told.union(&there).cloned().collect();
    let mut one: BTreeMap<Arc<str>, Arc<str>> = BTreeMap::new();
    for name in &names {
        let county = of_office(name).and_then(|county| names.get(county));
        one.extend(county.map(|county| (name.clone(), county.clone())));
    }
    let names: BTreeSet<Arc<str>> = names.iter().map(|name| one.get(name).unwrap_or(name).clone()).collect();
    // All are of one city, or the county stands alone elsewhere.
    let cities: HashSet<&str> = names.iter().filter_map(|name| Some(of_city(name)?.0)).collect();
    for name in &names {
        let Some((_, county)) = of_city(name) else { continue };
        let alone = names.get(county).cloned();
        if let Some(county) = alone.or_else(|| (cities.len() == 1).then(|| county.into())) {
            one.values_mut().filter(|to| *to == name).for_each(|to| *to = county.clone());
            one.insert(name.clone(), county);
        }
    }
    let full: BTreeSet<Arc<str>> = names.iter().map(|name| one.get(name).unwrap_or(name).clone()).collect();
    for name in full.iter().filter(|name| name.chars().count() >= 2) {
        let stem = name.strip_suffix('县').filter(|stem| stem.chars().count() >= 2).unwrap_or(name);
        let is_short = stem.len() < name.len() || !ENDINGS.iter().any(|end| name.ends_with(end));
        let longer = |other: &&Arc<str>| {
            other.strip_prefix(stem).is_some_and(|rest| {
                let autonomous = ["自治县", "自治旗", "林区", "特区"].iter().any(|end| rest.ends_with(end));
                autonomous || (stem.len() == name.len() && ENDINGS.contains(&rest))
            })
        };
        let found: Vec<&Arc<str>> = full.iter().filter(longer).filter(|other| *other != name && is_short).collect();
        match found[..] {
            [] => {}
            [full] => {
                let before: Vec<Arc<str>> =
                    one.iter().filter(|(_, to)| *to == name).map(|(from, _)| from.clone()).collect();
                one.extend(before.into_iter().chain([name.clone()]).map(|from| (from, full.clone())));
            }
            _ if !told.contains(name) => {}
            _ => {
                let origin = own().find(|rows| rows.county == *name).and_then(first_place);
                let others: Vec<&str> = found.iter().map(|name| &***name).collect();
                findings.push(
                    Finding::new("county-spelling-unclear", Severity::Warning, origin.unwrap_or_default())
                        .with("county", name)
                        .with("names", others.join("、")),
                );
            }
        }
    }
    // What was there is called as it was, the other spelling of it too.
    let as_there: Vec<(Arc<str>, Arc<str>)> = one
        .iter()
        .filter(|(from, to)| there.contains(*from) && !there.contains(*to))
        .map(|(from, to)| (to.clone(), from.clone()))
        .collect();
    for (other, name) in as_there {
        one.values_mut().filter(|to| **to == other).for_each(|to| *to = name.clone());
        one.insert(other, name);
    }
    one.retain(|name, to| told.contains(name) && !there.contains(name) && name != to);
    // Two rows of one time in one table are two counties.
    let called: BTreeSet<Arc<str>> = one.iter().flat_map(|(from, to)| [from.clone(), to.clone()]).collect();
    for table in tables.iter() {
        let mut seen: HashMap<_, &Arc<str>> = HashMap::new();
        let mut apart: Vec<Arc<str>> = Vec::new();
        let concerned = |rows: &&CountyRows| rows.names.is_none() && called.contains(&rows.county);
        for row in table.counties().iter().filter(concerned).flat_map(CountyRows::rows) {
            let own = &row.of.county;
            let county = one.get(own).unwrap_or(own);
            let other = seen.entry((county.clone(), row.period, row.since)).or_insert(own);
            if *other != own {
                apart.extend([(*other).clone(), own.clone()]);
            }
        }
        one.retain(|name, _| !apart.contains(name));
    }
    let Some(first) = own().find(|rows| one.contains_key(&rows.county)).and_then(first_place) else { return };
    for table in tables {
        *table = std::mem::take(table).renamed(|rows| {
            if let (None, Some(county)) = (&rows.names, one.get(&rows.county)) {
                rows.county = county.clone();
            }
        });
    }
    let pairs: Vec<String> = one.iter().take(LISTED).map(|(from, to)| format!("{from} → {to}")).collect();
    findings.push(
        Finding::new("counties-as-one", Severity::Warning, first)
            .with("names", pairs.join("、"))
            .with("count", one.len()),
    );
}

/// The counties' own names, without the places above them.
fn own_names(data: &Dataset) -> impl Iterator<Item = Arc<str>> + '_ {
    (0..data.counties.len()).map(|n| match data.places.named(PlaceId::county(n)) {
        Some(names) => names.county.clone(),
        None => data.counties[n].name.clone(),
    })
}

/// The county whose office a name is: `歙县社保局`, `歙县社会保险事业管理局`.
fn of_office(name: &str) -> Option<&str> {
    let offices = [
        "人力资源和社会保障局",
        "社会保险基金管理中心",
        "社会保险基金管理局",
        "社会保险事业管理局",
        "社会保险事业局",
        "社会保险中心",
        "社会保险局",
        "养老保险局",
        "社保中心",
        "社保局",
        "人社局",
    ];
    let county = offices.iter().find_map(|office| name.strip_suffix(office))?;
    (county.chars().count() >= 2 && ENDINGS.iter().any(|end| county.ends_with(end))).then_some(county)
}

/// The city and the county of a name that has both: `黄山市歙县`, `安徽省黄山市歙县`.
fn of_city(name: &str) -> Option<(&str, &str)> {
    let county = ENDINGS.iter().any(|end| name.ends_with(end));
    let ends = ["市", "地区", "自治州", "盟"].into_iter().filter_map(|end| Some(name.find(end)? + end.len()));
    let at = ends.filter(|at| *at < name.len()).min().filter(|at| county && name[..*at].chars().count() >= 3)?;
    let (city, rest) = name.split_at(at);
    // 市辖区 and 开发区 are each city's own.
    let general = ["市", "辖区", "开发区", "高新区", "经开区", "新区", "城区", "郊区", "矿区"];
    (rest.chars().count() >= 2
        && !general.iter().any(|word| rest.ends_with(word) && rest.chars().count() <= word.chars().count() + 2))
    .then_some((city, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_without_what_is_none_of_it() {
        for (name, own) in [
            ("屯溪区", "屯溪区"),
            ("歙　县", "歙县"),
            (" 歙 县 ", "歙县"),
            ("\u{feff}屯溪区", "屯溪区"),
            ("屯\u{200b}溪区", "屯溪区"),
            ("1、甲区", "甲区"),
            ("（一）甲区", "甲区"),
            ("(1)甲区", "甲区"),
            ("01 甲区", "甲区"),
            ("①甲区", "甲区"),
            ("一、甲区", "甲区"),
            ("３．甲区", "甲区"),
            ("甲区*", "甲区"),
            ("※甲区", "甲区"),
            ("甲区①", "甲区"),
            ("甲区[1]", "甲区"),
            ("其中：甲区", "甲区"),
            ("'甲区", "甲区"),
            ("歙县（本级）", "歙县（本级）"),
            ("七里河区", "七里河区"),
            ("三原县", "三原县"),
            ("123团", "123团"),
            ("New York", "New York"),
            ("—", "—"),
        ] {
            assert_eq!(cleaned(name), own, "{name}");
        }
        assert_eq!(of_office("歙县社会保险事业管理局"), Some("歙县"));
        for name in ["歙县", "市社保局", "社保局", "省社会保险局"] {
            assert_eq!(of_office(name), None, "{name}");
        }
        assert_eq!(of_city("黄山市歙县"), Some(("黄山市", "歙县")));
        assert_eq!(of_city("安徽省黄山市黄山区"), Some(("安徽省黄山市", "黄山区")));
        for name in ["沈阳市", "沈阳市市辖区", "黄山市开发区", "歙县", "市直", "江北新区"] {
            assert_eq!(of_city(name), None, "{name}");
        }
    }
}
