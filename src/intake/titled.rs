//! What a table calls itself, and which unit filed it: what stands in the line on sources instead of a file's name.

use std::ops::Range;

use super::understood::Understood;
use crate::locale::Language;
use crate::sheet::Sheet;

/// What goes before the unit that filed a table.
const FILED_BY: [&str; 7] = ["填报单位", "编制单位", "报送单位", "编报单位", "制表单位", "填报机构", "编制机构"];
/// How many rows below a table may still name it.
const BELOW: usize = 8;
/// The least characters of a title.
const LEAST: usize = 5;

/// The names of tables with the units that filed them, each once; `None` where none of them has a title.
pub fn titled(tables: &[Understood], language: Language) -> Option<String> {
    let mut named: Vec<String> = Vec::new();
    for table in tables {
        let Some(title) = title(&table.sheet, &table.titles) else { continue };
        let below = table.body.start..(table.body.end + BELOW).min(table.sheet.height());
        let name = match unit(&table.sheet, table.titles.clone().chain(below)) {
            Some(unit) => language.fill("source.filed_by", &[("title", &title), ("unit", &unit)]),
            None => title,
        };
        if !named.contains(&name) {
            named.push(name);
        }
    }
    (!named.is_empty()).then(|| named.join("、"))
}

/// The longest text above a header that says no more than what the table is, without its date.
fn title(sheet: &Sheet, titles: &Range<usize>) -> Option<String> {
    let texts = titles.clone().flat_map(|row| sheet.row(row)).map(str::trim).filter(|text| !text.contains([':', '：']));
    let titles = texts.map(undated).filter(|text| text.chars().filter(|c| !c.is_ascii()).count() >= LEAST);
    titles.max_by_key(|text| text.chars().count())
}

/// A title without brackets that say when or in what, and without the year and month.
fn undated(text: &str) -> String {
    let mut text = text.to_owned();
    for (open, close) in [('（', '）'), ('(', ')')] {
        while let Some(from) = text.find(open) {
            let Some(to) = text[from..].find(close).map(|to| from + to + close.len_utf8()) else { break };
            let inside = &text[from..to];
            if !inside.contains(['年', '月', '元', '人']) && !inside.contains(|c: char| c.is_ascii_digit()) {
                break;
            }
            text.replace_range(from..to, "");
        }
    }
    let mut out = String::new();
    let mut rest = text.as_str();
    while let Some(c) = rest.chars().next() {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-' || c == '－').len();
        let after = &rest[digits..];
        let unit = ["年度", "年", "月份", "月", "季度"].into_iter().find(|unit| digits > 0 && after.starts_with(unit));
        match unit {
            Some(unit) => rest = after[unit.len()..].trim_start_matches(['至', '—', '–', '~']),
            None => {
                out.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    out.split_whitespace().collect()
}

/// The unit that some rows name.
fn unit(sheet: &Sheet, rows: impl Iterator<Item = usize>) -> Option<String> {
    for row in rows {
        let mut cells = sheet.row(row).map(str::trim).filter(|cell| !cell.is_empty());
        while let Some(cell) = cells.next() {
            let Some((_, after)) = FILED_BY.iter().find_map(|key| cell.split_once(key)) else { continue };
            let after = after.trim_start_matches(|c: char| !matches!(c, ':' | '：')).trim_start_matches([':', '：']);
            let named = match after.trim() {
                "" => cells.next().unwrap_or_default(),
                named => named,
            };
            // Another thing may follow in the same cell.
            let named =
                named.split("  ").next().unwrap_or_default().split(['\t', '\u{3000}']).next().unwrap_or_default();
            let named = named.trim().trim_end_matches("（盖章）").trim_end_matches("(盖章)").trim();
            let is_name = named.chars().count() >= 2 && !named.contains([':', '：']);
            if is_name {
                return Some(named.to_owned());
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Origin;

    fn sheet(rows: &[&[&str]]) -> Sheet {
        let mut sheet = Sheet::new(Origin::file("a.xlsx"));
        for row in rows {
            for cell in *row {
                sheet.push(cell).unwrap();
            }
            sheet.end_row();
        }
        sheet
    }

    #[test]
    fn a_table_is_known_by_its_title_without_the_month_and_by_who_filed_it() {
        let known = |rows: &[&[&str]]| {
            let sheet = sheet(rows);
            let height = sheet.height();
            (title(&sheet, &(0..height)), unit(&sheet, 0..height))
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            known(&[
                &["江州市企业职工基本养老保险基金收支月报表（2026年10月）", ""],
                &["填报单位：江州市社会保险局    单位：万元", "2026年11月5日"]
            ]),
            (some("江州市企业职工基本养老保险基金收支月报表"), some("江州市社会保险局"))
        );
        assert_eq!(
            known(&[&["2024年1-12月养老保险基金征缴情况统计表"], &["", "编制单位（盖章）：", "黄山市财政局"]]),
            (some("养老保险基金征缴情况统计表"), some("黄山市财政局"))
        );
        assert_eq!(known(&[&["单位：万元"], &["合计"]]), (None, None));
        assert_eq!(undated("2024年度基金收支（一）"), "基金收支（一）");
        assert_eq!(undated("（2024"), "（2024");
    }
}
