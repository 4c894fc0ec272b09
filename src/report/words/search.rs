//! Finding words by hanzi, by pinyin in full or by initials, and by English: `屯`, `tunxi`, `tx`, `export`.

use pinyin::ToPinyin;

/// A text made ready for being searched.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Searchable {
    lower: String,
    /// The pinyin of each character, or the character itself in lower case.
    syllables: Vec<String>,
}

impl Searchable {
    /// Of a text.
    pub fn new(text: &str) -> Searchable {
        let lower = text.to_lowercase();
        let syllables = lower
            .chars()
            .filter(|c| !c.is_whitespace())
            .map(|c| c.to_pinyin().map_or_else(|| c.to_string(), |p| p.plain().to_owned()))
            .collect();
        Searchable { lower, syllables }
    }

    /// How well a query fits, smaller is better; `None` where it doesn't. Every word of the query must be found.
    pub fn fit(&self, query: &str) -> Option<u32> {
        let query = query.to_lowercase();
        query.split_whitespace().map(|word| self.fit_word(word)).try_fold(0, |sum, fit| Some(sum + fit?))
    }

    fn fit_word(&self, word: &str) -> Option<u32> {
        if let Some(at) = self.lower.find(word) {
            return Some(self.lower[..at].chars().count().min(50) as u32);
        }
        (0..self.syllables.len())
            .find(|&start| consumes(&self.syllables[start..], word))
            .map(|start| 100 + start.min(50) as u32)
    }
}

/// Whether a query can be read off the syllables from the first on, each giving all of its letters or the first few:
/// `tunxi`, `tx`, `tunx` and `tux` all read 屯溪.
fn consumes(syllables: &[String], query: &str) -> bool {
    if query.is_empty() {
        return true;
    }
    let Some((syllable, rest)) = syllables.split_first() else { return false };
    let common = syllable.chars().zip(query.chars()).take_while(|(a, b)| a == b).count();
    (1..=common).rev().any(|taken| {
        let bytes: usize = query.chars().take(taken).map(char::len_utf8).sum();
        consumes(rest, &query[bytes..])
    })
}

/// A text by which Chinese words sort as a dictionary has them: by pinyin, then by the characters.
pub fn sort_key(text: &str) -> String {
    let mut key = String::with_capacity(text.len() * 2);
    for c in text.chars() {
        match c.to_pinyin() {
            Some(pinyin) => {
                key.push_str(pinyin.plain());
                key.push(' ');
            }
            None => key.extend(c.to_lowercase()),
        }
    }
    key.push('\0');
    key.push_str(text);
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counties_are_found_by_hanzi_pinyin_and_initials() {
        let county = Searchable::new("屯溪区 County");
        for query in ["屯", "溪区", "tunxi", "txq", "tx", "tunxq", "xiq", "county", "tx cou", ""] {
            assert!(county.fit(query).is_some(), "{query}");
        }
        for query in ["歙", "tq", "xt", "tunxia", "tx province"] {
            assert!(county.fit(query).is_none(), "{query}");
        }
        assert!(county.fit("屯") < county.fit("tx"));
        assert!(county.fit("tx") < county.fit("xq"));
    }

    #[test]
    fn counties_sort_by_pinyin() {
        let mut counties = ["歙县", "屯溪区", "黄山区", "祁门县", "休宁县", "黟县", "徽州区"];
        counties.sort_by_key(|c| sort_key(c));
        assert_eq!(counties, ["黄山区", "徽州区", "祁门县", "歙县", "屯溪区", "休宁县", "黟县"]);
    }
}
