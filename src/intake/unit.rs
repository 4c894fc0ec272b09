//! Units as officers write them: 元, 万元, 亿元, 人, 万人, %, and the English of yearbooks.

use super::value::{Number, half_width, is_no_width, number};
use crate::field::{Field, FieldUnit};

/// What a unit counts.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Counts {
    /// 元.
    Money,
    /// 人.
    Persons,
    /// Neither said, as in 万 alone.
    Either,
    /// %, and whatever else is no amount.
    Other,
}

/// A unit: what it counts, and how many of it one is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Unit {
    /// What it counts.
    pub counts: Counts,
    /// How many 元 or 人 it is: 万元 is 10,000.
    pub factor: i64,
}

impl Unit {
    /// 元.
    pub const YUAN: Unit = Unit { counts: Counts::Money, factor: 1 };
    /// 人.
    pub const PERSON: Unit = Unit { counts: Counts::Persons, factor: 1 };
    /// The units that an officer can choose for money.
    pub const MONEY: [&str; 6] = ["元", "百元", "千元", "万元", "百万元", "亿元"];
    /// The units that an officer can choose for heads.
    pub const HEADS: [&str; 4] = ["人", "百人", "千人", "万人"];

    /// The unit of a field's values where none is told: 元 or 人.
    pub const fn of(field: Field) -> Unit {
        match field.unit() {
            FieldUnit::Persons => Unit::PERSON,
            FieldUnit::Yuan | FieldUnit::YuanPerMonth => Unit::YUAN,
        }
    }

    /// Reads one unit; `None` where the text is none.
    pub fn read(text: &str) -> Option<Unit> {
        let text: String = half_width(text).chars().filter(|c| !c.is_whitespace()).collect();
        let text = text.to_lowercase();
        let text = text.split_once('/').map_or(text.as_str(), |(unit, _)| unit);
        if matches!(text, "%" | "‰" | "个百分点" | "百分比" | "户" | "个" | "家" | "月" | "年" | "percent")
        {
            return Some(Unit { counts: Counts::Other, factor: 1 });
        }
        let (counts, size) =
            [("元", Counts::Money), ("圆", Counts::Money), ("人次", Counts::Persons), ("人", Counts::Persons)]
                .into_iter()
                .find_map(|(tail, counts)| Some((counts, text.strip_suffix(tail)?)))
                .or_else(|| english(text))
                .or_else(|| (text == "万" || text == "亿" || text == "千").then_some((Counts::Either, text)))?;
        let factor = match size.trim_start_matches("人民币") {
            "" => 1,
            "十" => 10,
            "百" | "100" => 100,
            "千" | "1000" | "1,000" | "thousand" => 1_000,
            "万" | "10000" | "10,000" => 10_000,
            "十万" => 100_000,
            "百万" | "million" => 1_000_000,
            "千万" | "10million" => 10_000_000,
            "亿" | "100million" => 100_000_000,
            "十亿" | "billion" => 1_000_000_000,
            _ => return None,
        };
        Some(Unit { counts, factor })
    }

    /// Whether a field's numbers can be told in this unit.
    pub fn fits(self, field: FieldUnit) -> bool {
        match self.counts {
            Counts::Money => field != FieldUnit::Persons,
            Counts::Persons => field == FieldUnit::Persons,
            Counts::Either => true,
            Counts::Other => false,
        }
    }

    /// The key of its words.
    pub fn text_key(self) -> String {
        let counts = match self.counts {
            Counts::Money => "money",
            Counts::Persons => "persons",
            Counts::Either => "either",
            Counts::Other => return "counted.percent".to_owned(),
        };
        format!("counted.{counts}_{}", self.factor)
    }

    /// As officers write it, and as it is read back.
    pub fn name(self) -> String {
        let size = match self.factor {
            1 => "",
            10 => "十",
            100 => "百",
            1_000 => "千",
            10_000 => "万",
            100_000 => "十万",
            1_000_000 => "百万",
            10_000_000 => "千万",
            100_000_000 => "亿",
            _ => "十亿",
        };
        let tail = match self.counts {
            Counts::Money => "元",
            Counts::Persons => "人",
            Counts::Either => "",
            Counts::Other => "%",
        };
        format!("{size}{tail}")
    }
}

fn english(text: &str) -> Option<(Counts, &str)> {
    const TAILS: [(&str, Counts); 8] = [
        ("yuan", Counts::Money),
        ("rmb", Counts::Money),
        ("cny", Counts::Money),
        ("persons", Counts::Persons),
        ("person", Counts::Persons),
        ("people", Counts::Persons),
        ("heads", Counts::Persons),
        ("rmbyuan", Counts::Money),
    ];
    TAILS.into_iter().find_map(|(tail, counts)| Some((counts, text.strip_suffix(tail)?)))
}

/// The units that a line names after 单位： or in brackets: `单位：人、万元`, `计量单位:万元`, `(10 000 yuan)`, and as
/// `金额单位为万元`, `以万元为单位`.
pub fn units_told(text: &str) -> Vec<Unit> {
    let text = half_width(text);
    let lower = text.to_lowercase();
    for key in ["单位:", "unit:", "units:", "单位均为", "单位为", "单位是", "金额:", "单位"] {
        for (at, _) in lower.match_indices(key) {
            let rest = lower[at + key.len()..].trim_start();
            let told = units_in(rest);
            if !told.is_empty() {
                return told;
            }
            if let Some(unit) = Unit::read(rest) {
                return vec![unit];
            }
        }
    }
    for key in ["为单位", "计算", "计"] {
        let before = lower.split_once(key).and_then(|(before, _)| before.rsplit_once(['以', '按']));
        if let Some(unit) = before.and_then(|(_, unit)| Unit::read(unit)) {
            return vec![unit];
        }
    }
    in_brackets(&text).and_then(|(_, unit)| Unit::read(unit)).into_iter().collect()
}

/// The units at the beginning of a text: one or several words of them.
fn units_in(text: &str) -> Vec<Unit> {
    let mut told: Vec<Unit> = Vec::new();
    for word in text.split_whitespace() {
        let units = word.split(['、', ',', ';', '(', ')', '和', '及', '。', '/', '|', '，']);
        let units: Vec<Unit> = units.filter_map(Unit::read).collect();
        if units.is_empty() {
            break;
        }
        told.extend(units);
    }
    told
}

/// Reads a number with its unit, as some write it into the cell: `￥1,205.00`, `130.5万元`, `3007人`; `None` where it is none.
pub fn measured(text: &str) -> Option<(Number, Option<Unit>)> {
    if let Some(number) = number(text) {
        return Some((number, None));
    }
    // Units and signs stand at the ends.
    let (first, last) = (text.trim_start().chars().next()?, text.trim_end().chars().next_back()?);
    let may_be = "元圆人万亿次".contains(last) || "￥¥人rR'".contains(first) || is_no_width(first) || is_no_width(last);
    if !may_be || text.len() > 80 {
        return None;
    }
    let text: String = half_width(text).chars().filter(|c| !c.is_whitespace() && !is_no_width(*c)).collect();
    let bare = text.trim_start_matches('\'');
    let bare = ["人民币", "rmb", "RMB", "¥", "￥"].into_iter().find_map(|sign| bare.strip_prefix(sign)).unwrap_or(bare);
    let signed = bare.strip_prefix('-').map_or(bare, |rest| rest.trim_start_matches(['¥', '￥']));
    let end = signed.rfind(|c: char| c.is_ascii_digit() || c == ')').map_or(0, |at| at + 1);
    let (digits, unit) = signed.split_at(end);
    let unit = match unit {
        "" if bare.len() < text.len() || signed.len() < bare.len() => None,
        "" => return None,
        unit => Some(Unit::read(unit).filter(|unit| unit.counts != Counts::Other)?),
    };
    let read = number(digits).filter(|read| *read != Number::Unknown)?;
    match read {
        Number::Known(n) if bare.starts_with('-') => Some((Number::Known(-n), unit)),
        read => Some((read, unit)),
    }
}

/// The last brackets of a text, half-width: what stands before them and what inside.
pub fn in_brackets(text: &str) -> Option<(&str, &str)> {
    let close = text.trim_end().strip_suffix([')', ']'])?;
    let open = close.rfind(['(', '['])?;
    Some((&close[..open], &close[open + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_in_the_forms_officers_write() {
        for (text, name) in [
            ("元", "元"),
            ("万元", "万元"),
            ("人民币万元", "万元"),
            ("万人", "万人"),
            ("亿元", "亿元"),
            ("元/人·月", "元"),
            ("10 000 yuan", "万元"),
            ("100 million yuan", "亿元"),
            ("10 000 persons", "万人"),
            ("%", "%"),
            ("万", "万"),
            ("屯溪区", ""),
        ] {
            assert_eq!(Unit::read(text).map(Unit::name).unwrap_or_default(), name, "{text}");
        }
        let told = |text| units_told(text).into_iter().map(Unit::name).collect::<Vec<_>>();
        assert_eq!(told("单位：人、万元"), ["人", "万元"]);
        assert_eq!(told("填报单位：屯溪区    计量单位:万元"), ["万元"]);
        assert_eq!(told("基金收入（亿元）"), ["亿元"]);
        assert_eq!(told("单位:万元  编制日期：2007年"), ["万元"]);
        assert_eq!(told("金额单位：人民币万元"), ["万元"]);
        assert_eq!(told("注：本表金额单位为万元。"), ["万元"]);
        assert_eq!(told("说明：本表以万元为单位"), ["万元"]);
        assert_eq!(told("（单位：人/万元）"), ["人", "万元"]);
        assert_eq!(told("单位:人 万元"), ["人", "万元"]);
        assert_eq!(told("金额单位 万元"), ["万元"]);
        assert_eq!(told("单位缴费部分"), [""; 0]);
        assert!(Unit::read("万元").unwrap().fits(FieldUnit::Yuan));
        assert!(!Unit::read("万元").unwrap().fits(FieldUnit::Persons));
    }
}
