//! Every text that a person reads, by key, in Chinese and in English.
//!
//! The texts are data: `assets/locales/zh.toml` and `en.toml`, tables flattened to dotted keys by `build.rs`, with
//! `{name}` where a value goes. A key that a language lacks shows itself, and a test keeps that from happening. They speak
//! of the enterprise employees' pension; of another fund they say its own words, by the table of funds.
//!
//! What offices call by different names stands in the table `terms`, as `NAME` and `other_NAME`, and texts say
//! `{term:NAME}` for the one in use, `{term:other:NAME}` for the one that isn't.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

use crate::fund::FundKind;

/// The language of the interface and of messages, whose fund is spoken of, and in whose terms.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Hash)]
pub struct Language {
    tongue: Tongue,
    fund: FundKind,
    terms: Terms,
}

/// Which of two names a thing goes by that offices call differently.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Hash)]
pub enum Terms {
    /// 赡养率
    #[default]
    Usual,
    /// 抚养比
    Other,
}

impl Terms {
    /// The others than these.
    #[must_use]
    pub const fn other(self) -> Terms {
        match self {
            Terms::Usual => Terms::Other,
            Terms::Other => Terms::Usual,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Hash)]
enum Tongue {
    #[default]
    Chinese,
    English,
}

#[allow(non_upper_case_globals, reason = "they are used as the variants of an enum are")]
impl Language {
    /// 简体中文, the first language of the program.
    pub const Chinese: Language = Language { tongue: Tongue::Chinese, fund: FundKind::PENSION, terms: Terms::Usual };

    /// English.
    pub const English: Language = Language { tongue: Tongue::English, fund: FundKind::PENSION, terms: Terms::Usual };
}

impl Language {
    /// Both, Chinese first.
    pub const ALL: [Language; 2] = [Language::Chinese, Language::English];

    /// The same language, speaking of a fund: what the texts call 基本养老金支出 is 失业保险待遇支出 of another.
    #[must_use]
    pub const fn of(self, fund: FundKind) -> Language {
        Language { fund, ..self }
    }

    /// The same language in the terms of an office.
    #[must_use]
    pub const fn in_terms(self, terms: Terms) -> Language {
        Language { terms, ..self }
    }

    /// In whose terms it speaks.
    pub const fn terms(self) -> Terms {
        self.terms
    }

    /// The other language.
    #[must_use]
    pub const fn other(self) -> Language {
        let tongue = match self.tongue {
            Tongue::Chinese => Tongue::English,
            Tongue::English => Tongue::Chinese,
        };
        Language { tongue, ..self }
    }

    /// Whether it is English, of whatever is spoken.
    pub const fn is_english(self) -> bool {
        matches!(self.tongue, Tongue::English)
    }

    /// Names one after another: `征缴、支出`, `collected, paid`.
    pub fn listed(self, names: &[impl std::borrow::Borrow<str>]) -> String {
        names.join(if self.is_english() { ", " } else { "、" })
    }

    /// `zh` or `en`, as on the command line and in preferences.
    pub const fn code(self) -> &'static str {
        match self.tongue {
            Tongue::Chinese => "zh",
            Tongue::English => "en",
        }
    }

    /// The language of a code; `None` for any other.
    pub fn from_code(code: &str) -> Option<Language> {
        Language::ALL.into_iter().find(|l| l.code() == code)
    }

    /// Of two things, Chinese first, that of this language.
    pub const fn pick<T>(self, both: &[T; 2]) -> &T {
        &both[self.tongue as usize]
    }

    /// Each key and its text, a NUL behind either.
    const fn laid_out(self) -> &'static str {
        match self.tongue {
            Tongue::Chinese => include_str!(concat!(env!("OUT_DIR"), "/zh.texts")),
            Tongue::English => include_str!(concat!(env!("OUT_DIR"), "/en.texts")),
        }
    }

    /// All texts as they are written, with places for terms.
    fn written(self) -> &'static HashMap<&'static str, &'static str> {
        static WRITTEN: [OnceLock<HashMap<&str, &str>>; 2] = [OnceLock::new(), OnceLock::new()];
        self.pick(&WRITTEN).get_or_init(|| {
            let mut parts = self.laid_out().split_terminator('\0');
            let mut texts = HashMap::with_capacity(parts.clone().count() / 2);
            texts.extend(std::iter::from_fn(|| parts.next().zip(parts.next())));
            texts
        })
    }

    /// A text with the terms in its places. What the fund calls by a name of its own goes by it.
    fn termed(self, text: &str) -> Cow<'_, str> {
        if !text.contains("{term:") {
            return Cow::Borrowed(text);
        }
        let mut said = String::new();
        let mut rest = text;
        while let Some((before, place)) = rest.split_once("{term:") {
            said.push_str(before);
            let (name, after) = place.split_once('}').unwrap_or((place, ""));
            let (terms, name) = match name.strip_prefix("other:") {
                Some(name) => (self.terms.other(), name),
                None => (self.terms, name),
            };
            let word = |key: String| self.written().get(key.as_str()).copied().unwrap_or_default();
            let usual = word(format!("terms.{name}"));
            let own = self.fund.in_own_words(usual, self.is_english());
            said.push_str(match terms {
                Terms::Other if own == usual => word(format!("terms.other_{name}")),
                _ => own.as_str(),
            });
            rest = after;
        }
        Cow::Owned(said + rest)
    }

    /// The texts that are said otherwise than they are written: with terms in their places, in the words of another fund.
    fn said_otherwise(self) -> &'static HashMap<&'static str, String> {
        type OfFunds = [OnceLock<HashMap<&'static str, String>>; FundKind::MOST];
        static TEXTS: [[OfFunds; 2]; 2] = [const { [const { [const { OnceLock::new() }; FundKind::MOST] }; 2] }; 2];
        self.pick(&TEXTS)[self.terms as usize][self.fund.number()].get_or_init(|| {
            let of_the_pension = ["fund.", "app.", "sample.", "finding.other-fund"];
            let is_any = |key: &str| !of_the_pension.iter().any(|group| key.starts_with(group));
            let said = |key: &str, text: &'static str| match self.fund == FundKind::PENSION || !is_any(key) {
                true => self.termed(text),
                false => self.termed(&self.fund.in_own_words(text, self.is_english())).into_owned().into(),
            };
            let all = self.written().iter().map(|(key, text)| (*key, *text, said(key, text)));
            all.filter(|(_, text, said)| text != said).map(|(key, _, said)| (key, said.into_owned())).collect()
        })
    }

    /// All texts of this language by dotted key.
    pub fn texts(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.written().keys().filter_map(move |key| self.entry(key))
    }

    /// The text of `key`, and the key.
    pub fn entry(self, key: &str) -> Option<(&'static str, &'static str)> {
        let (key, text) = self.written().get_key_value(key)?;
        Some((key, self.said_otherwise().get(key).map_or(text, String::as_str)))
    }

    /// Whether there is a text of `key`.
    pub fn has(self, key: &str) -> bool {
        self.written().contains_key(key)
    }

    /// The text of `key`; the key itself where there is none.
    pub fn text(self, key: &str) -> &str {
        self.entry(key).map_or(key, |(_, text)| text)
    }

    /// A text of shipped data that stand beside each other in both languages, `KEY_zh` and `KEY_en`.
    pub fn text_of<'a>(self, table: &'a toml_edit::Table, key: &str) -> &'a str {
        table[&format!("{key}_{}", self.code())].as_str().expect("a text in both languages")
    }

    /// A name out of data, in the office's terms where it is written in the usual ones.
    pub fn said<'a>(self, name: &'a str) -> Cow<'a, str> {
        if self.terms == Terms::Usual {
            return Cow::Borrowed(name);
        }
        let usual = self.written().iter().filter_map(|(key, text)| Some((key.strip_prefix("terms.")?, *text)));
        let other = |key: &str| self.written().get(format!("terms.other_{key}").as_str());
        let both = usual.filter_map(|(key, text)| Some((text, *other(key)?)));
        both.fold(Cow::Borrowed(name), |name, (usual, other)| match name.contains(usual) {
            true => Cow::Owned(name.replace(usual, other)),
            false => name,
        })
    }

    /// The text of `key` with each `{name}` replaced by its value; what is no key is itself the text.
    pub fn fill(self, key: &str, values: &[(&str, &str)]) -> String {
        let mut filled = String::new();
        let mut rest = self.text(key);
        // In one pass, so that a value which itself has braces is shown as it is.
        while let Some(brace) = rest.find('{') {
            let (before, place) = rest.split_at(brace);
            filled.push_str(before);
            let value = place[1..].split_once('}').and_then(|(name, after)| {
                values.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value, after))
            });
            let (value, after) = value.unwrap_or(("{", &place[1..]));
            filled.push_str(value);
            rest = after;
        }
        filled + rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_goes_by_the_name_of_the_office() {
        let other = Language::Chinese.in_terms(Terms::Other);
        let key = "measure.dependency_ratio";
        assert_eq!([Language::Chinese.text(key), other.text(key)], ["赡养率", "抚养比"]);
        assert!(other.text("why.rule.dependency_ratio").starts_with("抚养比 = "));
        assert!(other.text("command.switch_terms").contains("“抚养比”改称“赡养率”"));
        // A fund's own word stands whatever the office says of the pension's.
        let medical = FundKind::read("职工基本医疗保险").unwrap();
        assert_eq!(other.of(medical).text(key), "待遇人数比");
        assert_eq!(other.said("全市赡养率"), "全市抚养比");
        assert_eq!(Language::Chinese.said("全市赡养率"), "全市赡养率");
        assert_eq!(other.other().text(key), Language::English.text(key));
        let left: Vec<_> =
            Language::ALL.iter().flat_map(|l| l.texts()).filter(|(_, text)| text.contains("{term:")).collect();
        assert!(left.is_empty(), "{left:?}");
    }

    #[test]
    fn a_value_is_shown_as_it_is() {
        let values = [("key", "{sum}"), ("found", "{key}"), ("expected", "x{")];
        let filled = Language::English.fill("finding.scenario-value", &values);
        assert_eq!(filled, "{sum} is {key}, but must be x{.");
        assert_eq!(Language::English.fill("no {place} here", &values), "no {place} here");
    }

    #[test]
    fn both_languages_have_every_key_with_the_same_places() {
        let places = |text: &str| {
            let mut names: Vec<String> =
                text.split('{').skip(1).filter_map(|t| t.split_once('}').map(|(n, _)| n.to_owned())).collect();
            names.sort();
            names.dedup();
            names
        };
        let [zh, en] = Language::ALL.map(|language| language.texts().collect::<HashMap<_, _>>());
        let mut missing: Vec<&&str> = zh.keys().filter(|k| !en.contains_key(*k)).collect();
        missing.extend(en.keys().filter(|k| !zh.contains_key(*k)));
        assert!(missing.is_empty(), "in one language only: {missing:?}");
        for (key, text) in zh {
            assert_eq!(places(text), places(en[key]), "{key}");
        }
    }
}
