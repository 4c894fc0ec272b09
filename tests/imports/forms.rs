//! The forms in which agencies hand out their tables: what is locked without a password, web pages and XML under a
//! workbook's name, and what no program but the agency's own can open.

use std::fs;
use std::path::Path;

use tongchou::intake::{self, Imported, data_file};
use tongchou::locale::Language;

/// The data of a file, a row a line, without the head and without empty cells.
fn rows(name: &str, bytes: &[u8]) -> Result<String, String> {
    let imported = intake::import(name, bytes).map_err(|findings| lines(&findings))?;
    let filled = |row: &str| row.split(',').filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join(",") + "\n";
    Ok(data_file::write(&imported.dataset).lines().skip(1).map(filled).collect())
}

fn lines(findings: &[tongchou::finding::Finding]) -> String {
    findings.iter().map(|finding| finding.line(Language::Chinese) + "\n").collect()
}

fn held(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/officer-forms").join(name)).unwrap()
}

/// What nearly all of the forms here hold.
const TWO: &str = "甲区,2007-01,1205000.00,1305000.00\n乙县,2007-01,805000.00,905000.00\n";

/// The same as the rows of a page.
const PAGE_ROWS: &str = "<tr><td>2007年1月</td></tr><tr><td>单位：万元</td></tr>\
    <tr><td>区县</td><td>征缴收入</td><td>养老金支出</td></tr>\
    <tr><td>甲区</td><td>120.5</td><td>130.5</td></tr><tr><td>乙县</td><td>80.5</td><td>90.5</td></tr>";

fn gbk(text: &str) -> Vec<u8> {
    encoding_rs::GBK.encode(text).0.into_owned()
}

fn utf16(text: &str) -> Vec<u8> {
    format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[test]
fn the_forms_of_agencies_are_read() {
    for name in [
        "02-codepage-1252-by-java-writer.xls",
        "03-html-named-xls.xls",
        "04-xml-2003-named-xls.xls",
        "06-equals-quoted.csv",
        "locked-xor.xls",
        "locked-rc4-40.xls",
        "locked-rc4-128.xls",
        "locked-2007.xlsx",
        "locked-2010.xlsx",
    ] {
        assert_eq!(rows(name, &held(name)).as_deref(), Ok(TWO), "{name}");
    }
    let protected = "01-protected-without-password.xls";
    let expected =
        "甲区,2007-01,3000,1200,1200000.00,1300000.00\n乙县,2007-01,2000,900,800000.00,900000.00\n".to_owned();
    assert_eq!(rows(protected, &held(protected)), Ok(expected));
    for name in ["p12_html.xls", "p13_xml2003.xls"] {
        let rows = rows(name, &held(name)).unwrap();
        assert!(rows.starts_with("甲县,2025-01,5000,2000,1010.00,1205.00,7950.00\n"), "{rows}");
        assert_eq!(rows.lines().count(), 12);
    }
}

#[test]
fn what_cannot_be_opened_says_what_to_do() {
    let said = |name: &str, bytes: &[u8]| rows(name, bytes).unwrap_err();
    let password = said("password.xlsx", &held("password.xlsx"));
    assert!(
        password.starts_with("password.xlsx: 错误: 文件有密码，读不了。请用 WPS 或 Excel 输入密码打开"),
        "{password}"
    );
    let software = said("p19_esafenet.xlsx", &held("p19_esafenet.xlsx"));
    assert_eq!(
        software,
        "p19_esafenet.xlsx: 错误: 文件由办公加密软件“E-SafeNet（亿赛通）”加密，读不了。请在装有该软件的电脑上解密（或申请外发），再读入。\n"
    );
    assert!(said("a.xls", b"%TSD-Header-###%\0\x01\x02").contains("办公加密软件“TSD”"));
    assert_eq!(
        said("a.xlsx", &[0x93; 64].map(|byte| byte & 0x1F)),
        "a.xlsx: 错误: 文件打不开：内容不是表格，可能由办公加密软件加密，或没有传完、已损坏。请在能打开它的电脑上解密、另存为 xlsx 再读入，或重新取得文件。\n"
    );
}

#[test]
fn pages_are_read_in_any_encoding() {
    let page = |head: &str| format!("<html><head>{head}</head><body><table>{PAGE_ROWS}</table></body></html>");
    let declared = page("<meta http-equiv=\"Content-Type\" content=\"text/html; charset=gb2312\">");
    for (name, bytes) in [
        ("no declaration", format!("<table>{PAGE_ROWS}").into_bytes()),
        ("as declared", gbk(&declared)),
        ("UTF-8 that calls itself GB2312", declared.clone().into_bytes()),
        ("GBK that calls itself UTF-8", gbk(&page("<meta charset=utf-8>"))),
        ("UTF-16", utf16(&declared)),
        (
            "a table in a table",
            page("").replace(PAGE_ROWS, &format!("<tr><td><table>{PAGE_ROWS}</table></td></tr>")).into(),
        ),
    ] {
        assert_eq!(rows("a.xls", &bytes).as_deref(), Ok(TWO), "{name}");
    }
}

#[test]
fn cells_of_pages_span_rows_and_columns() {
    let page = r#"<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><title>导出</title>
<style>td{mso-number-format:"\@"}</style><!--[if gte mso 9]><xml><x:Name>Sheet1</x:Name></xml><![endif]--></head>
<body><h3>甲市企业职工基本养老保险&nbsp;2007年1月报表</h3><p align=right>单位：万元</p>
<table><col><col span=2 style='width:54pt'><thead><tr><th rowspan=2>区县</th><th colspan=2>基金收支</th></tr>
<tr><th>征缴<br>收入</th><th>养老金&#25903;出</th></tr></thead>
<tbody><tr><td>&nbsp;甲区</td><td x:num="120.5">120.50</td><td x:num="130.49999">130.50</td></tr>
<tr style="display: none"><td>乙县</td><td>80.5<td>90.5</tr></tbody></table><script>"<td>9</td>"</script></body></html>"#;
    let sheets = intake::sheets("a.xls", &gbk(page)).unwrap();
    let rows: Vec<Vec<&str>> = (0..sheets[0].height()).map(|row| sheets[0].row(row).collect()).collect();
    assert_eq!(
        rows,
        [
            vec!["甲市企业职工基本养老保险\u{a0}2007年1月报表"],
            vec!["单位：万元"],
            vec!["区县", "基金收支"],
            vec!["", "征缴\n收入", "养老金支出"],
            vec!["甲区", "120.5", "130.49999"],
            vec!["乙县", "80.5", "90.5"],
        ]
    );
    assert_eq!(sheets[0].merged.len(), 2);
    let Imported { findings, .. } = intake::import("a.xls", &gbk(page)).unwrap();
    assert_eq!(
        findings[0].line(Language::Chinese),
        "a.xls:6: 提示: 第 6 行是隐藏的，也读入了；如不该用，请在表格软件中取消隐藏，删去后再读入。"
    );
}

#[test]
fn pages_in_several_parts_are_read() {
    let part = |place: &str, body: &str| {
        let hex: String = gbk(body).iter().map(|byte| format!("={byte:02X}")).collect();
        format!(
            "------=_Part\r\nContent-Location: file:///C:/a.files/{place}\r\nContent-Transfer-Encoding: \
             quoted-printable\r\nContent-Type: text/html; charset=\"gb2312\"\r\n\r\n{hex}=\r\n\r\n"
        )
    };
    let list = "<x:ExcelWorksheet><x:Name>2007年1月</x:Name><x:WorksheetSource HRef=\"a.files/s1.htm\"/>";
    let table = format!("<table>{}</table>", PAGE_ROWS.replace("2007年1月", ""));
    let file = format!(
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"----=_Part\"\r\n\r\n{}{}------=_Part--\r\n",
        part("a.htm", list),
        part("s1.htm", &table)
    );
    assert_eq!(rows("a.mht", file.as_bytes()).as_deref(), Ok(TWO));
}

/// An XML spreadsheet with these rows.
fn xml(styles: &str, rows: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n<Workbook \
         xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" \
         xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\"><Styles>{styles}</Styles><Worksheet \
         ss:Name=\"月报\"><Table>{rows}</Table></Worksheet></Workbook>"
    )
}

#[test]
fn cells_of_xml_spreadsheets_stand_where_they_say() {
    let text = |text: &str| format!("<Data ss:Type=\"String\">{text}</Data>");
    let number = |number: f64| format!("<Cell><Data ss:Type=\"Number\">{number}</Data></Cell>");
    let sheet = format!(
        "<Row><Cell ss:MergeAcross=\"2\">{}</Cell></Row><Row ss:Index=\"3\"><Cell ss:MergeDown=\"1\">{}</Cell><Cell \
         ss:MergeAcross=\"1\">{}</Cell></Row><Row><Cell ss:Index=\"2\">{}</Cell><Cell>{}</Cell></Row>\
         <Row><Cell>{}</Cell>{}{}</Row><Row><Cell>{}<Comment><ss:Data><B>注</B></ss:Data></Comment></Cell>{}{}</Row>",
        text("2007年1月"),
        text("区县"),
        text("基金收支&#65288;万元）"),
        text("征缴收入"),
        text("<![CDATA[养老金支出]]>"),
        text("甲&nbsp;区").replace("&nbsp;", ""),
        number(120.5),
        number(130.5),
        text("乙县"),
        number(80.5),
        number(90.5)
    );
    for bytes in [xml("", &sheet).into_bytes(), gbk(&xml("", &sheet)), utf16(&xml("", &sheet))] {
        assert_eq!(rows("a.xls", &bytes).as_deref(), Ok(TWO));
    }
    let sheets = intake::sheets("a.xls", xml("", &sheet).as_bytes()).unwrap();
    assert_eq!(sheets[0].merged.len(), 3);
    assert_eq!(sheets[0].cell(3, 2), "养老金支出");
}

/// Spans and places beyond any sheet, and files that end anywhere.
#[test]
fn bombs_and_cut_files_end_with_a_reason_or_a_table() {
    let wide = format!("<table>{}</table>", "<tr><td rowspan=65534 colspan=1000>1</td></tr>".repeat(64));
    assert!(rows("a.xls", wide.as_bytes()).is_err());
    let far = xml("", "<Row ss:Index=\"4294967295\"><Cell ss:Index=\"4294967295\"><Data>1</Data></Cell></Row><Row/>");
    assert!(rows("a.xls", far.as_bytes()).unwrap_err().contains("错误"));
    for name in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/officer-forms")).unwrap() {
        let name = name.unwrap().file_name().into_string().unwrap();
        let bytes = held(&name);
        for cut in (1..bytes.len()).step_by(bytes.len() / 24 + 1) {
            let _ = rows(&name, &bytes[..cut]);
            let mut turned = bytes.clone();
            turned[cut] ^= 0x55;
            let _ = rows(&name, &turned);
        }
    }
}

/// What is said of a file before its numbers are looked at: hidden parts and formulas.
fn looks(name: &str, bytes: &[u8]) -> Vec<String> {
    let findings = intake::import(name, bytes).map_or_else(|findings| findings, |imported| imported.findings);
    let about = ["hidden-sheet", "hidden-row", "hidden-column", "formula-uncalculated", "missing-cell"];
    findings.iter().filter(|f| about.contains(&f.code)).map(|f| f.line(Language::Chinese)).collect()
}

#[test]
fn hidden_rows_and_columns_are_said_and_read() {
    let rest = "也读入了；如不该用，请在表格软件中取消隐藏，删去后再读入。";
    for (name, row, column) in [
        ("21-hidden-row-and-column.xlsx", "':6: 提示: 第 6 行", Some("' D1: 提示: D 列")),
        ("hidden.xls", "':5: 提示: 第 5 行", Some("' C1: 提示: C 列")),
    ] {
        let place = |what: &str| format!("{name} 'Sheet1{what}是隐藏的，{rest}");
        let expected: Vec<String> = [Some(row), column].into_iter().flatten().map(place).collect();
        assert_eq!(looks(name, &held(name)), expected);
    }
    assert_eq!(rows("hidden.xls", &held("hidden.xls")).as_deref(), Ok(TWO));
    assert_eq!(
        looks("p07_hidden_row.xlsx", &held("p07_hidden_row.xlsx")),
        [format!("p07_hidden_row.xlsx 'Sheet':14: 提示: 第 14 行是隐藏的，{rest}")]
    );
    assert_eq!(looks("p06_hidden_sheet.xlsx", &held("p06_hidden_sheet.xlsx")).len(), 1);
}

/// Zeros are no values where the program that wrote them leaves the calculating to others.
#[test]
fn formulas_that_were_never_calculated_are_said_once() {
    let said = |place: &str, count: usize| {
        [format!(
            "{place}: 警告: 从这一格起有 {count} 格的公式没有算过，没有数，读作空。请在 WPS 或 Excel 中打开并保存一次，再读入。"
        )]
    };
    for (name, place, count) in [
        ("41-formula-without-value.xlsx", "'Sheet1' D3", 2),
        ("p05_nocache.xlsx", "'Sheet' E2", 12),
        ("uncalculated.xls", "'Sheet1' C4", 2),
    ] {
        assert_eq!(looks(name, &held(name)), said(&format!("{name} {place}"), count));
    }
    let book = |result: Option<&str>| {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        for (column, heading) in ["区县", "年月", "征缴收入", "养老金支出"].into_iter().enumerate() {
            sheet.write_string(0, column as u16, heading).unwrap();
        }
        sheet.write_string(1, 0, "甲区").unwrap().write_string(1, 1, "2007-01").unwrap();
        sheet.write_number(1, 2, 12).unwrap();
        let formula = rust_xlsxwriter::Formula::new("=C2+1");
        let formula = if let Some(result) = result { formula.set_result(result) } else { formula };
        sheet.write_formula(1, 3, formula).unwrap();
        book.save_to_buffer().unwrap()
    };
    assert_eq!(looks("a.xlsx", &book(None)), said("a.xlsx 'Sheet1' D2", 1));
    assert_eq!(rows("a.xlsx", &book(None)).as_deref(), Ok("甲区,2007-01,12.00\n"));
    assert_eq!(rows("a.xlsx", &book(Some("13"))).as_deref(), Ok("甲区,2007-01,12.00,13.00\n"));
}

/// 0!.0, shows yuan in tens of thousands: what is stored counts, whatever the heading says.
#[test]
fn numbers_shown_in_a_larger_unit_are_read_as_they_are_stored() {
    for name in ["16-number-format-shows-wanyuan.xlsx", "scaled.xls"] {
        assert_eq!(rows(name, &held(name)).as_deref(), Ok(TWO), "{name}");
    }
    let style = "<Style ss:ID=\"s\"><NumberFormat ss:Format=\"0!.0,\"/></Style>";
    let cells = |cells: [&str; 3]| {
        let [first, rest @ ..] = cells;
        let shown = |cell: &str| match cell.parse::<f64>() {
            Ok(_) => format!("<Cell ss:StyleID=\"s\"><Data ss:Type=\"Number\">{cell}</Data></Cell>"),
            Err(_) => format!("<Cell><Data ss:Type=\"String\">{cell}</Data></Cell>"),
        };
        format!("<Row><Cell><Data ss:Type=\"String\">{first}</Data></Cell>{}</Row>", rest.map(shown).concat())
    };
    for unit in ["（万元）", "（元）", ""] {
        let head = ["区县".to_owned(), format!("征缴收入{unit}"), format!("养老金支出{unit}")];
        let body = [
            ["2007年1月", "", ""],
            head.each_ref().map(|text| text.as_str()),
            ["甲区", "1205000", "1305000"],
            ["乙县", "805000", "905000"],
        ];
        let file = xml(style, &body.map(cells).concat());
        assert_eq!(rows("a.xls", file.as_bytes()).as_deref(), Ok(TWO), "{unit}");
    }
}

/// A dimension that lies, and the namespaces of strict files.
#[test]
fn odd_workbooks_are_read_whole() {
    for name in ["p08_dimA1.xlsx", "p10_strict.xlsx"] {
        assert_eq!(rows(name, &held(name)).unwrap().lines().count(), 12, "{name}");
    }
}
