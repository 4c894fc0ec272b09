//! Bytes to text: by mark, by the zeros of UTF-16, then as UTF-8, then as GB18030, else by the look of the letters.
//!
//! Each is tried on the whole file. What is not sure is said with the text; what is neither is not read.

use std::borrow::Cow;
use std::collections::HashSet;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

use crate::threads;

/// A text with the encoding it was read in, and what is not sure about it.
pub(super) struct Decoded<'a> {
    pub text: Cow<'a, str>,
    pub doubts: Vec<Doubt>,
}

/// What is not sure about a text's encoding.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Doubt {
    /// Read in one encoding, and another is possible.
    Guessed {
        /// The one that was taken.
        read: &'static Encoding,
        /// The other.
        other: &'static Encoding,
    },
    /// Some bytes mean nothing in the encoding; each stands as U+FFFD.
    Damaged {
        /// The encoding.
        read: &'static Encoding,
        /// How many places.
        places: usize,
        /// The line of the first, from 1.
        line: usize,
    },
    /// The last character is not complete and was left out.
    CutShort,
}

/// How much of the file the look of the letters is judged by.
const HEAD: usize = 64 * 1024;
/// Of so many bytes of UTF-16 without a mark one is a zero, where it has digits, letters or delimiters of ASCII.
const ZEROS_AMONG: usize = 80;
/// From this size on a text is decoded by two threads.
const LARGE: usize = 4 * 1024 * 1024;
/// Of so many characters one may be damaged.
const DAMAGED_ONE_IN: usize = 200;

/// Reads a text in the encoding that was chosen, or in the one that fits; `None` where none does.
pub(super) fn decode<'a>(bytes: &'a [u8], chosen: Option<&'static Encoding>) -> Option<Decoded<'a>> {
    if let Some(encoding) = chosen {
        let bytes = match Encoding::for_bom(bytes) {
            Some((marked, mark)) if marked == encoding => &bytes[mark..],
            _ => bytes,
        };
        return Some(repaired(bytes, encoding));
    }
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return Some(repaired(&bytes[mark..], encoding));
    }
    if let Some(text) = unmarked_utf16(bytes, ZEROS_AMONG) {
        return Some(sure(text));
    }
    // A table of hanzi and full-width digits alone has zeros only at its line ends, but nearly all of its line ends have.
    let wide = || unmarked_utf16(bytes, HEAD).filter(|_| has_wide_line_ends(bytes)).map(sure);
    utf8(bytes).or_else(wide).or_else(|| chinese_or_other(bytes))
}

/// Whether [`decode`] takes a text for one in GB18030 by its beginning, as nearly all are that are long and no UTF-8: it can
/// be decoded line by line then, which comes to the same.
pub(super) fn is_chinese(bytes: &[u8], chosen: Option<&'static Encoding>) -> bool {
    if let Some(encoding) = chosen {
        return is_of_gb(encoding);
    }
    let head = &bytes[..bytes.len().min(HEAD)];
    // The last character of the head may be cut.
    let is_utf8 = std::str::from_utf8(head).map_or_else(|error| error.error_len().is_none(), |_| true);
    let is_other = is_utf8 || head.contains(&0) || Encoding::for_bom(bytes).is_some();
    !is_other && looks_chinese(&detector(bytes), head) && utf8(bytes).is_none()
}

/// GBK is part of GB18030.
fn is_of_gb(encoding: &'static Encoding) -> bool {
    encoding == GBK || encoding == GB18030
}

/// What judges by the look of a text's letters.
fn detector(bytes: &[u8]) -> EncodingDetector {
    let head = &bytes[..bytes.len().min(HEAD)];
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(head, head.len() == bytes.len());
    detector
}

/// Whether the letters look like GB18030 where that is what is expected. The common characters have two bytes beyond ASCII;
/// in a text of Latin letters the second of most pairs is ASCII.
fn looks_chinese(detector: &EncodingDetector, head: &[u8]) -> bool {
    is_of_gb(detector.guess(Some(b"cn"), Utf8Detection::Deny)) && !has_latin_pairs(head)
}

/// Whether most line feeds are two bytes wide; the others are halves of characters such as 上.
fn has_wide_line_ends(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(HEAD) & !1];
    let wide = head.chunks_exact(2).filter(|pair| matches!(pair, [b'\n', 0] | [0, b'\n'])).count();
    wide > 1 && wide * 2 >= head.iter().filter(|byte| **byte == b'\n').count()
}

fn sure(text: Cow<'_, str>) -> Decoded<'_> {
    Decoded { text, doubts: Vec::new() }
}

/// A text in a known encoding; what means nothing in it is replaced, and said.
fn repaired<'a>(bytes: &'a [u8], encoding: &'static Encoding) -> Decoded<'a> {
    if let Some(text) = strict(bytes, encoding) {
        return sure(text);
    }
    if let Some(text) = without_last(bytes, encoding) {
        return Decoded { text, doubts: vec![Doubt::CutShort] };
    }
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let doubts = damage(&text, encoding).into_iter().collect();
    Decoded { text, doubts }
}

/// The replaced characters of a text.
fn damage(text: &str, read: &'static Encoding) -> Option<Doubt> {
    let first = text.find('\u{fffd}')?;
    let line = super::records::line_ends(&text.as_bytes()[..first]) + 1;
    Some(Doubt::Damaged { read, places: text.matches('\u{fffd}').count(), line })
}

/// The text where every byte fits.
fn strict<'a>(bytes: &'a [u8], encoding: &'static Encoding) -> Option<Cow<'a, str>> {
    let whole = |bytes: &'a [u8]| encoding.decode_without_bom_handling_and_without_replacement(bytes);
    // In these no byte of a longer character is a line feed, so that a text can be cut there and decoded in two.
    let may_cut = encoding == GB18030 || encoding == GBK || encoding.is_single_byte();
    if bytes.len() < LARGE || !may_cut {
        return whole(bytes);
    }
    let middle = bytes.len() / 2;
    let Some(line) = bytes[middle..].iter().position(|b| *b == b'\n') else { return whole(bytes) };
    let (first, second) = bytes.split_at(middle + line + 1);
    let (first, second) = threads::beside(|| whole(second), |second| (whole(first), second()));
    let mut text = first?.into_owned();
    text.push_str(&second??);
    Some(text.into())
}

/// The text where every byte but the last few fits: a file that was cut inside its last character.
fn without_last<'a>(bytes: &'a [u8], encoding: &'static Encoding) -> Option<Cow<'a, str>> {
    let last = bytes.last().filter(|b| !b.is_ascii() || encoding == UTF_16LE || encoding == UTF_16BE)?;
    let most = if last.is_ascii() { 1 } else { 3 };
    (1..=most.min(bytes.len() - 1)).find_map(|cut| strict(&bytes[..bytes.len() - cut], encoding))
}

/// UTF-16 without a mark: one zero at least among so many bytes, and nearly all of them on one side of the pairs.
fn unmarked_utf16(bytes: &[u8], among: usize) -> Option<Cow<'_, str>> {
    let head = &bytes[..bytes.len().min(HEAD) & !1];
    let (mut even, mut odd) = (0usize, 0usize);
    for pair in head.chunks_exact(2) {
        even += usize::from(pair[0] == 0);
        odd += usize::from(pair[1] == 0);
    }
    // Characters such as 一 have a zero on the other side, but few.
    let is_side = |zeros: usize, others: usize| zeros > 1 && zeros * among >= head.len() && others * 4 <= zeros;
    let encoding = if is_side(odd, even) {
        UTF_16LE
    } else if is_side(even, odd) {
        UTF_16BE
    } else {
        return None;
    };
    strict(bytes, encoding)
        .or_else(|| without_last(bytes, encoding))
        .filter(|text| !text.chars().take(HEAD).any(|c| c.is_control() && !matches!(c, '\t' | '\r' | '\n')))
}

/// As UTF-8, if all of it fits, or all but little.
fn utf8(bytes: &[u8]) -> Option<Decoded<'_>> {
    let error = match std::str::from_utf8(bytes) {
        Ok(text) => return Some(sure(text.into())),
        Err(error) => error,
    };
    let upto = error.valid_up_to();
    let long = bytes[..upto].iter().filter(|b| **b >= 0xE0).count();
    if error.error_len().is_none() && long > 0 {
        let text = std::str::from_utf8(&bytes[..upto]).ok()?;
        return Some(Decoded { text: text.into(), doubts: vec![Doubt::CutShort] });
    }
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().bytes().filter(|b| *b >= 0xC2).count();
        bad += usize::from(!chunk.invalid().is_empty());
        if bad > 64 && good < bad {
            return None;
        }
    }
    // Ten characters of several bytes for each that is none don't come about by chance.
    (good >= bad * 10).then(|| repaired(bytes, UTF_8))
}

/// As GB18030, or as what the letters look like.
fn chinese_or_other(bytes: &[u8]) -> Option<Decoded<'_>> {
    let head = &bytes[..bytes.len().min(HEAD)];
    let detector = detector(bytes);
    let expected = detector.guess(Some(b"cn"), Utf8Detection::Deny);
    let looks_chinese = looks_chinese(&detector, head);
    let mut chinese = strict(bytes, GB18030);
    if let Some(text) = chinese.take_if(|_| looks_chinese) {
        return Some(sure(text));
    }
    let other = if is_of_gb(expected) { detector.guess(None, Utf8Detection::Deny) } else { expected };
    if !is_of_gb(other)
        && other != UTF_8
        && let Some(text) = strict(bytes, other).filter(|text| is_plausible(text, other))
    {
        return Some(Decoded { text, doubts: vec![Doubt::Guessed { read: other, other: GB18030 }] });
    }
    if let Some(text) = chinese {
        let doubts = if is_of_gb(other) { Vec::new() } else { vec![Doubt::Guessed { read: GB18030, other }] };
        return Some(Decoded { text, doubts });
    }
    if !looks_chinese {
        return None;
    }
    let decoded = repaired(bytes, GB18030);
    let strange = decoded.text.chars().filter(|c| *c == '\u{fffd}').count();
    let letters = decoded.text.chars().filter(|c| !c.is_ascii()).count();
    (strange * DAMAGED_ONE_IN <= letters || decoded.doubts == [Doubt::CutShort]).then_some(decoded)
}

/// Whether most pairs that start beyond ASCII end in ASCII.
fn has_latin_pairs(bytes: &[u8]) -> bool {
    let (mut pairs, mut latin, mut at) = (0usize, 0usize, 0usize);
    while let Some(step) = bytes[at..].iter().position(|b| !b.is_ascii()) {
        at += step;
        pairs += 1;
        latin += usize::from(bytes.get(at + 1).is_some_and(u8::is_ascii));
        at = (at + 2).min(bytes.len());
    }
    latin * 2 > pairs
}

/// Whether a text can be what a guess makes of it: no control characters, in a Latin alphabet few accents, in another
/// more than a few letters.
fn is_plausible(text: &str, encoding: &'static Encoding) -> bool {
    if text.chars().any(|c| ('\u{80}'..='\u{9f}').contains(&c)) {
        return false;
    }
    let latin = matches!(encoding.name(), "windows-1252" | "windows-1250" | "windows-1254" | "windows-1257")
        || encoding.name().starts_with("ISO-8859-") && !matches!(encoding.name(), "ISO-8859-5" | "ISO-8859-7");
    let plain = text.bytes().filter(u8::is_ascii_alphanumeric).count();
    let others: Vec<char> = text.chars().filter(|c| !c.is_ascii()).take(HEAD).collect();
    let different = |least: usize| others.iter().collect::<HashSet<_>>().len() >= least;
    if latin { others.len() <= plain } else { different(4) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> String {
        match decode(bytes, None) {
            None => "?".to_owned(),
            Some(decoded) => format!("{}{:?}", decoded.text, decoded.doubts),
        }
    }

    #[test]
    fn an_encoding_is_found_or_the_doubt_is_said() {
        let text = "区县,年月,离退休人数\n屯溪区,2004年1月,1234\n";
        let utf16 = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
        let gbk = GBK.encode(text).0;
        for bytes in [text.as_bytes(), &gbk, &utf16(u16::to_le_bytes), &utf16(u16::to_be_bytes)] {
            assert_eq!(read(bytes), format!("{text}[]"));
        }
        let cut = &text.as_bytes()[..text.find("年").unwrap() + 2];
        assert_eq!(read(cut), "区县,[CutShort]");
        assert_eq!(read(&gbk[..gbk.iter().position(|b| *b == b'\n').unwrap() - 1]), "区县,年月,离退休人[CutShort]");
        assert_eq!(read(b"\xff\xff\xff,\xff"), "?");
        let latin = b"name,city\nJos\xe9,M\xe1laga\nGarc\xeda,Le\xf3n\nana,Sevilla\n";
        assert!(
            read(latin).starts_with("name,city\nJosé,Málaga\nGarcía,León\nana,Sevilla\n[Guessed"),
            "{}",
            read(latin)
        );
        let (big5, ..) = encoding_rs::BIG5.encode("縣市,年度,人口數\n臺北市,九十三年,二百六十萬人\n");
        assert!(read(&big5).starts_with("縣市,年度,人口數\n臺北市"), "{}", read(&big5));
        assert!(read(&big5).contains("Guessed"), "{}", read(&big5));
        let mut bad = "甲乙丙丁戊己庚辛壬癸\n子丑\n".as_bytes().to_vec();
        bad.push(0xFF);
        bad.extend("寅卯".as_bytes());
        assert!(read(&bad).ends_with("places: 1, line: 3 }]"), "{}", read(&bad));
    }

    /// Full-width digits and commas leave zeros at the line ends alone.
    #[test]
    fn utf16_without_a_mark_and_without_ascii_is_known_by_its_line_ends() {
        let text = "区县，参保职工人数，月人均缴费基数，应缴基本养老保险费，期末结余，征缴任务，同级财政补助收入，其他支出\n".to_owned()
            + &"黄山区，１９１１２１９３７９，６３２８４６９．５３，１６９４４．８８５２３，１６２４１．７１１９３，９９９０．９４\n".repeat(4);
        for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
            let bytes: Vec<u8> = text.encode_utf16().flat_map(bytes).collect();
            assert_eq!(read(&bytes), format!("{text}[]"));
        }
    }

    #[test]
    fn a_chosen_encoding_is_taken() {
        let (big5, ..) = encoding_rs::BIG5.encode("縣市");
        assert_eq!(decode(&big5, Some(encoding_rs::BIG5)).unwrap().text, "縣市");
        assert_eq!(decode(b"\xef\xbb\xbfa", Some(UTF_8)).unwrap().text, "a");
    }

    #[test]
    fn a_large_text_is_decoded_as_a_small_one() {
        let text = "屯溪区,2004-01,1234\n".repeat(LARGE / 16);
        assert_eq!(read(&GBK.encode(&text).0), format!("{text}[]"));
    }
}
