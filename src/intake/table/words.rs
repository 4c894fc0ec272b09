//! The words by which a table is known, kept as data in `assets/intake/words.toml`.

use std::collections::HashSet;
use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization as _;

/// How much of a text is looked at: no word of a table stands further in.
const LOOKED_AT: usize = 200;

/// A text as words are compared: NFKC, without spaces, in small letters; the beginning of a long one.
pub(super) fn squeezed(text: &str) -> String {
    text.chars().take(LOOKED_AT).nfkc().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// A text on one line: no space between two hanzi, one elsewhere.
pub fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        let before = line.chars().next_back();
        if before.is_some_and(|before| !(is_wide(before) && word.chars().next().is_some_and(is_wide))) {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// The Chinese part of a bilingual text on one line, with a unit in brackets that follows it: of
/// `研发机构数 (个) R&D Institutions (unit)` it is `研发机构数 (个)`. A text without hanzi is kept whole.
pub fn chinese(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let has_hanzi = |word: &&str| word.chars().any(is_hanzi);
    let Some(last) = words.iter().rposition(has_hanzi) else { return one_line(text) };
    // What goes before the hanzi belongs to them where it is an abbreviation: `R&D 人员`.
    let abbreviation = |word: &&str| !word.chars().any(|c| c.is_ascii_lowercase());
    let first = words.iter().position(|word| has_hanzi(word) || abbreviation(word)).unwrap_or(last);
    one_line(&words[first..=last].join(" "))
}

/// Whether a character is a hanzi.
pub(super) fn is_hanzi(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' | '〇')
}

/// Hanzi and what is set as wide as they are.
fn is_wide(c: char) -> bool {
    is_hanzi(c) || matches!(c, '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}')
}

/// The lists of `words.toml`.
pub(super) struct Words {
    totals: HashSet<String>,
    total_endings: Vec<String>,
    whole_regions: HashSet<String>,
    of_which: Vec<String>,
    kind_endings: Vec<String>,
    notes: Vec<String>,
    signatures: Vec<String>,
    drawn_up: Vec<String>,
    explaining_sheets: HashSet<String>,
    unit_captions: HashSet<String>,
    title_endings: Vec<String>,
    labels: HashSet<String>,
    label_endings: Vec<String>,
    numbering: HashSet<String>,
    placeholders: HashSet<String>,
    units: HashSet<String>,
    /// The first characters of notes and signatures: most texts are told from them by one look.
    beginnings: HashSet<char>,
}

/// The shipped words.
pub(super) fn words() -> &'static Words {
    static WORDS: OnceLock<Words> = OnceLock::new();
    WORDS.get_or_init(|| {
        let source = include_str!("../../../assets/intake/words.toml");
        let document: toml_edit::DocumentMut = source.parse().expect("the shipped words are valid TOML");
        let list = |key: &str| -> Vec<String> {
            let words = document.get(key).and_then(|item| item.as_array()).into_iter().flatten();
            words.filter_map(|word| word.as_str()).map(squeezed).collect()
        };
        let set = |key: &str| list(key).into_iter().collect();
        let beginnings =
            list("notes").iter().chain(&list("signatures")).filter_map(|word| word.chars().next()).collect();
        Words {
            totals: set("totals"),
            total_endings: list("total_endings"),
            whole_regions: set("whole_regions"),
            of_which: list("of_which"),
            kind_endings: list("kind_endings"),
            notes: list("notes"),
            signatures: list("signatures"),
            drawn_up: list("drawn_up"),
            explaining_sheets: set("explaining_sheets"),
            unit_captions: set("unit_captions"),
            title_endings: list("title_endings"),
            labels: set("labels"),
            label_endings: list("label_endings"),
            numbering: set("numbering"),
            placeholders: set("placeholders"),
            units: set("units"),
            beginnings,
        }
    })
}

/// Whether a sheet of this name explains the others: that it has no table needs no saying.
pub fn is_explaining(sheet: &str) -> bool {
    words().explaining_sheets.contains(&squeezed(sheet))
}

/// What a row's name says of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum NameKind {
    /// Nothing.
    Plain,
    /// It sums others.
    Total,
    /// The whole country, province or city: a total where parts of it are there.
    WholeRegion,
    /// It is part of the row above.
    OfWhich,
}

impl Words {
    /// What a row's name says of it.
    pub(super) fn kind_of_name(&self, name: &str) -> NameKind {
        let name = squeezed(name);
        let bare = before_bracket(&name).trim_matches([':', '、', '*', '-']);
        if self.of_which.iter().any(|word| name.starts_with(word.as_str())) {
            NameKind::OfWhich
        } else if self.whole_regions.contains(bare) {
            NameKind::WholeRegion
        } else if self.totals.contains(bare) || self.total_endings.iter().any(|word| bare.ends_with(word.as_str())) {
            NameKind::Total
        } else {
            NameKind::Plain
        }
    }

    /// Whether a name is that of a kind of firms or people.
    pub(super) fn is_kind(&self, name: &str) -> bool {
        let name = squeezed(name);
        let bare = before_bracket(&name);
        self.kind_endings.iter().any(|word| bare.ends_with(word.as_str()))
    }

    /// Whether a text may begin as a note or signature does. Only hanzi and ASCII are sure to stay as they are in NFKC.
    fn may_begin(&self, text: &str) -> bool {
        let first = text.trim_start().chars().next();
        first.is_some_and(|c| {
            let plain = c.is_ascii() || matches!(c, '\u{4e00}'..='\u{9fff}');
            !plain || self.beginnings.contains(&c.to_ascii_lowercase())
        })
    }

    /// Whether a text below the values explains them.
    pub(super) fn is_note(&self, text: &str) -> bool {
        if !self.may_begin(text) {
            return false;
        }
        let text = squeezed(text);
        self.notes.iter().any(|word| text.starts_with(word.as_str()))
    }

    /// Whether a text says who drew up the table or under which number.
    pub(super) fn is_signature(&self, text: &str) -> bool {
        if !self.may_begin(text) {
            return false;
        }
        let text = squeezed(text);
        // A heading such as 审核金额 or 联系人 says nothing of the kind: a colon follows, but for 续表 and the like.
        let goes_on = |word: &str| word.starts_with(['续', '(', 'c']);
        let says =
            |word: &String| text.strip_prefix(word.as_str()).is_some_and(|rest| rest.contains(':') || goes_on(word));
        self.signatures.iter().any(says)
    }

    /// Whether a text ends with what goes before the day on which a table was drawn up.
    pub(super) fn ends_as_drawn_up(&self, text: &str) -> bool {
        let text = squeezed(text);
        self.drawn_up.iter().any(|word| text.ends_with(word.as_str()))
    }

    /// The unit that a caption gives for a whole table: 万元 of `单位：万元`.
    pub(super) fn captioned_unit(&self, text: &str) -> Option<String> {
        let text: String = text.chars().take(LOOKED_AT).nfkc().collect();
        let (at, _) = text.match_indices(':').find(|(at, _)| {
            let before = squeezed(&text[..*at]);
            let word = before.rsplit(['(', '[', ',', ';', '。', '、']).next().unwrap_or_default();
            self.unit_captions.contains(word)
                || self.unit_captions.iter().any(|caption| {
                    // The unit may follow a title: `基金收支表 单位:万元`.
                    text[..*at].split_whitespace().next_back().is_some_and(|last| squeezed(last) == *caption)
                })
        })?;
        let unit = text[at + 1..].trim().trim_end_matches([')', ']', '。']).trim();
        let unit = unit.split(['(', '[']).next().unwrap_or(unit).split("  ").next().unwrap_or(unit).trim();
        (!unit.is_empty() && unit.chars().count() <= 20).then(|| unit.to_owned())
    }

    /// Whether a text in the rows above a header stands for the whole table, by what it says.
    pub(super) fn is_caption(&self, text: &str) -> bool {
        self.captioned_unit(text).is_some() || self.is_signature(text)
    }

    /// Whether a text above the header sounds like a title.
    pub(super) fn is_title(&self, text: &str) -> bool {
        let text = squeezed(text);
        let bare = before_bracket(&text);
        self.title_endings.iter().any(|word| bare.ends_with(word.as_str()))
    }

    /// Whether a heading says that its column names the rows.
    pub(super) fn is_label(&self, heading: &str) -> bool {
        let known = |text: &str| !text.is_empty() && (self.labels.contains(text));
        let whole = squeezed(heading);
        let bare = before_bracket(&whole);
        let own = squeezed(&chinese(heading));
        known(&whole) || known(bare) || known(&own) || {
            // A divided corner cell, `月份\区县`.
            let mut parts = whole.split(['\\', '/', '|']).peekable();
            whole.contains(['\\', '/', '|']) && parts.all(known)
        }
    }

    /// Whether a heading ends as those of columns that name the rows do.
    pub(super) fn ends_as_label(&self, heading: &str) -> bool {
        let text = squeezed(&chinese(heading));
        let bare = before_bracket(&text);
        self.label_endings.iter().any(|word| bare.ends_with(word.as_str()))
    }

    /// Whether a column of this heading gives the unit of each row.
    pub(super) fn is_unit_caption(&self, heading: &str) -> bool {
        self.unit_captions.contains(&squeezed(&chinese(heading)))
    }

    /// Whether a text stands first in a row that numbers the columns.
    pub(super) fn is_numbering(&self, text: &str) -> bool {
        self.numbering.contains(&squeezed(text))
    }

    /// Whether a text is said in place of a number.
    pub(super) fn is_placeholder(&self, text: &str) -> bool {
        self.placeholders.contains(&squeezed(text))
    }

    /// Whether a text is a unit, brackets around it allowed.
    pub(super) fn is_unit(&self, text: &str) -> bool {
        let text = squeezed(text);
        let text = text.trim_start_matches(['(', '[']).trim_end_matches([')', ']']);
        let one = |unit: &str| {
            let bare = unit.trim_start_matches(['百', '千', '万', '亿']);
            self.units.contains(unit) || self.units.contains(bare)
        };
        !text.is_empty() && text.split(['/', '·', '.']).all(one)
    }

    /// The unit in a heading's brackets, or the heading itself where it is one.
    pub(super) fn unit_of_heading(&self, heading: &str) -> Option<String> {
        let text: String = heading.nfkc().collect();
        if self.is_unit(&text) {
            return Some(text.trim().trim_start_matches(['(', '[']).trim_end_matches([')', ']']).trim().to_owned());
        }
        let mut rest = text.as_str();
        let mut found = None;
        while let Some((at, open)) = rest.char_indices().find(|(_, c)| matches!(c, '(' | '[')) {
            let close = if open == '(' { ')' } else { ']' };
            let inside = &rest[at + 1..];
            let Some(end) = inside.find(close) else { break };
            let unit = inside[..end].trim().trim_start_matches("单位:").trim();
            // Of a bilingual heading the first is wanted, which is the Chinese one.
            if found.is_none() && self.is_unit(unit) {
                found = Some(unit.to_owned());
            }
            rest = &inside[end + 1..];
        }
        found
    }
}

/// What stands before the first bracket; all where nothing does.
fn before_bracket(text: &str) -> &str {
    match text.find(['(', '[']) {
        Some(at) if at > 0 => &text[..at],
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_joined_to_one_line() {
        assert_eq!(one_line("全    国"), "全国");
        assert_eq!(one_line("R&D经费\n\n内部支出\n\nTotal"), "R&D经费内部支出 Total");
        assert_eq!(one_line("  National   Total "), "National Total");
    }

    #[test]
    fn the_chinese_part_is_kept_with_its_unit() {
        assert_eq!(chinese("研发\n机构数\n(个)\nR&D\nInstitutions\n(unit)"), "研发机构数 (个)");
        assert_eq!(chinese("年末机构数(个)\n\nNumber of\n\ninstitutions"), "年末机构数(个)");
        assert_eq!(chinese("R&D 人员 Personnel"), "R&D 人员");
        assert_eq!(chinese("Region 地区"), "地区");
        assert_eq!(chinese("National Total"), "National Total");
        assert_eq!(chinese("篇数SCI"), "篇数SCI");
    }

    #[test]
    fn rows_are_known_by_their_names() {
        use NameKind::{OfWhich, Plain, Total, WholeRegion};
        let cases = [
            ("合  计", Total),
            ("屯溪区小计", Total),
            ("合计（万元）", Total),
            ("Total", Total),
            ("其中：补发", OfWhich),
            ("#研究人员", OfWhich),
            ("全    国", WholeRegion),
            ("全市合计", Total),
            ("屯溪区", Plain),
            ("合肥市", Plain),
            ("", Plain),
        ];
        for (name, kind) in cases {
            assert_eq!(words().kind_of_name(name), kind, "{name}");
        }
    }

    #[test]
    fn units_stand_in_captions_and_brackets() {
        let caption = |text| words().captioned_unit(text);
        assert_eq!(caption("单位：万元").as_deref(), Some("万元"));
        assert_eq!(caption("计量单位: 人、万元").as_deref(), Some("人、万元"));
        assert_eq!(caption("（单位：万元）").as_deref(), Some("万元"));
        assert_eq!(caption("2004年1月 单位：元").as_deref(), Some("元"));
        assert_eq!(caption("填报单位：黄山市社保局"), None);
        assert_eq!(caption("单位"), None);
        let heading = |text| words().unit_of_heading(text);
        assert_eq!(heading("实缴（万元）").as_deref(), Some("万元"));
        assert_eq!(heading("(2)其中:年末机构数(个) Number (unit)").as_deref(), Some("个"));
        assert_eq!(heading("人均养老金[元/人月]").as_deref(), Some("元/人月"));
        assert_eq!(heading("万人").as_deref(), Some("万人"));
        assert_eq!(heading("参保（含退休）"), None);
    }
}
