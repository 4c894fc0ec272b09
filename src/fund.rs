//! Which insurance: the funds of social insurance are kept apart, and an amount of one is never another's.
//!
//! They are data: `assets/funds.toml` has their keys, the codes of their ledgers, and the words by which tables name them.
//!
//! Source: the seven funds of today's budgets and the five of 2002, statements 11.1.

use std::sync::OnceLock;

/// An insurance whose fund is kept apart from the others: its place in the table of funds. The first, and the default, is
/// 企业职工基本养老保险.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct FundKind(u8);

struct Funds {
    /// By the place of the fund.
    keys: Vec<String>,
    codes: Vec<(String, FundKind)>,
    /// The longest first.
    words: Vec<(String, FundKind)>,
}

fn funds() -> &'static Funds {
    static FUNDS: OnceLock<Funds> = OnceLock::new();
    FUNDS.get_or_init(|| {
        let source = include_str!("../assets/funds.toml");
        let document: toml_edit::DocumentMut = source.parse().expect("the shipped table of funds is valid TOML");
        let tables = document["fund"].as_array_of_tables().expect("funds are tables");
        let texts = |table: &toml_edit::Table, key: &str| -> Vec<String> {
            let array = table.get(key).and_then(toml_edit::Item::as_array);
            array.into_iter().flatten().filter_map(|text| text.as_str()).map(str::to_owned).collect()
        };
        let mut funds = Funds { keys: Vec::new(), codes: Vec::new(), words: Vec::new() };
        for (n, table) in tables.iter().enumerate() {
            let fund = FundKind(n as u8);
            funds.keys.push(table["key"].as_str().expect("a fund has a key").to_owned());
            funds.codes.extend(texts(table, "codes").into_iter().map(|code| (code, fund)));
            funds.words.extend(texts(table, "words").into_iter().map(|word| (word, fund)));
        }
        funds.words.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        funds
    })
}

impl FundKind {
    /// All, in the order of the table.
    pub fn all() -> impl Iterator<Item = FundKind> {
        (0..funds().keys.len() as u8).map(FundKind)
    }

    /// Its key in files.
    pub fn key(self) -> &'static str {
        &funds().keys[usize::from(self.0)]
    }

    /// The key of its name in the locale files.
    pub fn text_key(self) -> String {
        format!("fund.{}", self.key())
    }

    /// The fund of a ledger's code: 1101 is 企业职工基本养老保险, 1102 城乡居民基本养老保险.
    pub fn of_code(code: &str) -> Option<FundKind> {
        funds().codes.iter().find(|(own, _)| own == code.trim()).map(|(_, fund)| *fund)
    }

    /// The fund that a text names, by the longest word in it; `None` where it names none, or several.
    pub fn named_in(text: &str) -> Option<FundKind> {
        let mut rest = std::borrow::Cow::Borrowed(text);
        let mut found: Option<FundKind> = None;
        for (word, fund) in &funds().words {
            if rest.contains(word) {
                if found.is_some_and(|other| other != *fund) {
                    return None;
                }
                found = Some(*fund);
                rest = rest.replace(word, "\n").into();
            }
        }
        found
    }

    /// Another fund than the enterprises' pensions that a text names.
    pub fn other_in(text: &str) -> Option<FundKind> {
        FundKind::named_in(text).filter(|fund| *fund != FundKind::default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_names_the_fund_of_its_longest_word() {
        let named = |text: &str| FundKind::named_in(text).map(FundKind::key);
        assert_eq!(FundKind::default().key(), "enterprise_pension");
        assert_eq!(named("失业保险基金支出"), Some("unemployment"));
        assert_eq!(named("2007年城乡居民基本养老保险基金收支表"), Some("residents_pension"));
        assert_eq!(named("机关事业单位养老保险费收入"), Some("public_pension"));
        assert_eq!(named("基本养老保险费收入"), Some("enterprise_pension"));
        assert_eq!(named("城镇职工基本医疗保险"), Some("employees_medical"));
        assert_eq!((named("社会保险基金支出"), named("养老保险和失业保险")), (None, None));
        assert_eq!(FundKind::of_code("1102").map(FundKind::key), Some("residents_pension"));
        assert_eq!((FundKind::of_code("1101"), FundKind::of_code("9")), (Some(FundKind::default()), None));
    }
}
