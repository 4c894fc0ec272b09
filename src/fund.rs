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
    each: Vec<Told>,
    codes: Vec<(String, FundKind)>,
    /// The longest first.
    words: Vec<(String, FundKind)>,
    headings: Vec<String>,
}

/// What the table tells of one fund.
struct Told {
    key: String,
    is_settled: bool,
    /// Words of the pension and of this fund, in the Chinese and in the English texts.
    pairs: [Vec<[String; 2]>; 2],
}

fn funds() -> &'static Funds {
    static FUNDS: OnceLock<Funds> = OnceLock::new();
    FUNDS.get_or_init(|| {
        let source = include_str!("../assets/funds.toml");
        let document: toml_edit::DocumentMut = source.parse().expect("the shipped table of funds is valid TOML");
        let tables = document["fund"].as_array_of_tables().expect("funds are tables");
        let values = |table: &toml_edit::Table, key: &str| -> Vec<toml_edit::Value> {
            table.get(key).and_then(toml_edit::Item::as_array).into_iter().flatten().cloned().collect()
        };
        let text = |value: &toml_edit::Value| value.as_str().expect("a text").to_owned();
        let headings = values(document.as_table(), "headings").iter().map(text).collect();
        let mut funds = Funds { each: Vec::new(), codes: Vec::new(), words: Vec::new(), headings };
        for (n, table) in tables.iter().enumerate() {
            let fund = FundKind(n as u8);
            let texts = |key: &str| values(table, key).iter().map(text).collect::<Vec<String>>();
            let pair = |pair: &toml_edit::Value| {
                let array = pair.as_array().expect("a pair");
                [0, 1].map(|n| text(array.get(n).expect("two words")))
            };
            funds.each.push(Told {
                key: table["key"].as_str().expect("a fund has a key").to_owned(),
                is_settled: table.get("settled").and_then(toml_edit::Item::as_bool).unwrap_or(false),
                pairs: ["pairs", "pairs_en"].map(|key| values(table, key).iter().map(pair).collect()),
            });
            funds.codes.extend(texts("codes").into_iter().map(|code| (code, fund)));
            funds.words.extend(texts("words").into_iter().map(|word| (word, fund)));
        }
        assert!(funds.each.len() <= FundKind::MOST, "more funds than there is room for");
        funds.words.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        funds
    })
}

impl FundKind {
    /// 企业职工基本养老保险, the first of the table.
    pub const PENSION: FundKind = FundKind(0);

    /// How many there may be.
    pub const MOST: usize = 8;

    /// All, in the order of the table.
    pub fn all() -> impl Iterator<Item = FundKind> {
        (0..funds().each.len() as u8).map(FundKind)
    }

    /// Its place in the table.
    pub const fn number(self) -> usize {
        self.0 as usize
    }

    fn told(self) -> &'static Told {
        &funds().each[self.number()]
    }

    /// Its key in files.
    pub fn key(self) -> &'static str {
        &self.told().key
    }

    /// Whether a heading, blanks and case aside, stands above a column that says of which fund each row is.
    pub fn is_heading(heading: &str) -> bool {
        funds().headings.iter().any(|known| known == heading)
    }

    /// The fund of a key.
    pub fn of_key(key: &str) -> Option<FundKind> {
        FundKind::all().find(|fund| fund.key() == key)
    }

    /// The key of its name in the locale files.
    pub fn text_key(self) -> String {
        format!("fund.{}", self.key())
    }

    /// The fund of the key of a name.
    pub fn of_text_key(key: &str) -> Option<FundKind> {
        FundKind::of_key(key.strip_prefix("fund.")?)
    }

    /// Whether months to come are reckoned for it.
    pub fn is_settled(self) -> bool {
        self.told().is_settled
    }

    /// A heading of this fund's tables in the words of the pension's: 失业保险费收入 becomes 基本养老保险费收入. The pension's own
    /// words become this fund's: there they name another.
    pub fn in_pension_words(self, text: &str) -> String {
        let pairs = &self.told().pairs[0];
        let there = pairs.iter().map(|[pension, own]| (own.as_str(), pension.as_str()));
        replaced(text, there.chain(pairs.iter().map(|[pension, own]| (pension.as_str(), own.as_str()))))
    }

    /// A text about the pension as it is said of this fund, in Chinese or in English: 基本养老金支出 becomes 失业保险待遇支出.
    pub fn in_own_words(self, text: &str, english: bool) -> String {
        replaced(
            text,
            self.told().pairs[usize::from(english)].iter().map(|[pension, own]| (pension.as_str(), own.as_str())),
        )
    }

    /// The fund that a cell of its own column says: a key, a ledger's code, or a name.
    pub fn read(text: &str) -> Option<FundKind> {
        let text = text.trim();
        FundKind::of_key(text).or_else(|| FundKind::of_code(text)).or_else(|| FundKind::named_in(text))
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

/// A text with words replaced by others, in one pass: of several that begin at one place the longest, then the first.
fn replaced<'a>(text: &str, words: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut words: Vec<(&str, &str)> = words.collect();
    words.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
    let mut replaced = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let own = &rest[..next.len_utf8()];
        let (word, other) = words.iter().find(|(word, _)| rest.starts_with(word)).copied().unwrap_or((own, own));
        replaced.push_str(other);
        rest = &rest[word.len()..];
    }
    replaced
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
        assert_eq!((FundKind::of_code("1101"), FundKind::of_code("9")), (Some(FundKind::PENSION), None));
        let read = |text: &str| FundKind::read(text).map(FundKind::key);
        assert_eq!((read(" 1102 "), read("unemployment")), (Some("residents_pension"), Some("unemployment")));
        assert_eq!((read("工伤保险"), read("其他")), (Some("work_injury"), None));
    }

    #[test]
    fn a_fund_has_its_own_words() {
        let unemployment = FundKind::of_key("unemployment").expect("it is in the table");
        assert_eq!(unemployment.in_pension_words("失业保险费收入"), "基本养老保险费收入");
        assert_eq!(unemployment.in_pension_words("领取失业保险金人数"), "离退休人数");
        assert_eq!(unemployment.in_pension_words("养老金支出"), "失业保险金支出");
        assert_eq!(unemployment.in_own_words("基本养老金支出", false), "失业保险待遇支出");
        assert_eq!(unemployment.in_own_words("Pensions paid to retirees", true), "Benefits paid to beneficiaries");
        let settled: Vec<&str> = FundKind::all().filter(|fund| fund.is_settled()).map(FundKind::key).collect();
        assert_eq!(settled, ["enterprise_pension", "public_pension"]);
        assert_eq!(FundKind::PENSION.in_own_words("基本养老金支出", false), "基本养老金支出");
    }
}
