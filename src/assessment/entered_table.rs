//! What was entered, as a table of a workbook has it: 地区, 指标, 数值 and what the numbers rest on, under any title. It is
//! made the list that [`super::kept::entries`] reads, each row on the line of its number, so that what is said of a row
//! names it.

use crate::intake::data_file::quoted;
use crate::intake::headings::plain;
use crate::sheet::Sheet;

/// The columns of the list, with what they are called in Chinese.
const COLUMNS: [(&str, &[&str]); 9] = [
    ("place", &["地区", "区县", "单位"]),
    ("node", &["指标", "指标名称"]),
    ("value", &["数值", "得分", "数"]),
    ("note", &["依据", "说明"]),
    ("file", &["文件", "文件名"]),
    ("date", &["日期"]),
    ("by", &["经手人", "录入人"]),
    ("tree", &["指标体系"]),
    ("year", &["年度", "年份"]),
];

/// How far down the headings are looked for.
const DEEPEST: usize = 20;

/// The list that a sheet holds; `None` where it has no columns of places, indicators and numbers. What has no number yet
/// is left out.
pub fn list_of(sheet: &Sheet) -> Option<String> {
    let (heading, columns) = (0..sheet.height().min(DEEPEST)).find_map(|row| Some((row, columns(sheet, row)?)))?;
    let of = |key: &str| columns.iter().find(|(_, of)| *of == key).map(|(column, _)| *column);
    let (value, node) = (of("value")?, of("node")?);
    let mut list = "\n".repeat(heading);
    let keys: Vec<&str> = columns.iter().map(|(_, key)| *key).collect();
    list.push_str(&keys.join(","));
    list.push('\n');
    for row in heading + 1..sheet.height() {
        if !sheet.cell(row, value).trim().is_empty() {
            let cell = |(column, _): &(usize, &str)| {
                let text = sheet.cell(row, *column).trim();
                // An indicator stands with its name behind it.
                let text = if *column == node { text.split_whitespace().next().unwrap_or_default() } else { text };
                quoted(&text.replace(['\n', '\r'], " ")).into_owned()
            };
            list.push_str(&columns.iter().map(cell).collect::<Vec<_>>().join(","));
        }
        list.push('\n');
    }
    Some(list)
}

/// The columns of a row of headings; `None` where it is none.
fn columns(sheet: &Sheet, row: usize) -> Option<Vec<(usize, &'static str)>> {
    let of = |text: &str| {
        let text = plain(text);
        COLUMNS
            .into_iter()
            .find(|(key, names)| *key == text || names.iter().any(|name| *name == text))
            .map(|(key, _)| key)
    };
    let mut columns: Vec<(usize, &str)> = Vec::new();
    for (column, text) in sheet.row(row).enumerate() {
        if let Some(key) = of(text).filter(|key| !columns.iter().any(|(_, met)| met == key)) {
            columns.push((column, key));
        }
    }
    ["place", "node", "value"].iter().all(|key| columns.iter().any(|(_, of)| of == key)).then_some(columns)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake;

    #[test]
    fn a_table_is_the_list_with_its_rows_where_they_were() {
        let text = "考核录入表\n\n序,地区,指标,数值,依据\n1,屯溪区,1.2 参保率,0.95,\"报表, 第3页\"\n2,歙县,1.2 参保率,,\n3,黟县,3.1 满意度,是,\n";
        let sheets = intake::sheets("录入.csv", text.as_bytes()).unwrap();
        let list = list_of(&sheets[0]).unwrap();
        let expected = "\n\nplace,node,value,note\n屯溪区,1.2,0.95,\"报表, 第3页\"\n\n黟县,3.1,是,\n";
        assert_eq!(list, expected);
        let other = intake::sheets("别的.csv", "区县,年月,征缴\n甲县,2025-01,1\n".as_bytes()).unwrap();
        assert_eq!(list_of(&other[0]), None);
    }
}
