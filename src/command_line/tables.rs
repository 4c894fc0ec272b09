//! The commands that read tables: `import` to the data file, `cells` and `values` for looking at what was read.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::{Failed, encoding, fund, is_project, say};
use crate::finding::{Finding, Findings, Origin, Severity};
use crate::fund::FundKind;
use crate::intake::table::{self, TableHints};
use crate::intake::{self, Choices, Contents, Reading, data_file, reported};
use crate::locale::Language;
use crate::report::files::marked::marked_copy;
use crate::report::files::results;
use crate::session::import::named;
use crate::session::reading::{self, Watch};
use crate::session::{folder, store};
use crate::sheet::Sheet;

/// What `import` is asked to do.
#[derive(Args, Debug)]
pub struct ImportArguments {
    /// 表格文件，或整个文件夹；几个文件按区县和年月合并
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// 写出的数据文件
    #[arg(long)]
    out: PathBuf,
    /// 写出的检查结果（JSON）
    #[arg(long)]
    findings: Option<PathBuf>,
    /// 写出的标注副本（XLSX）：各表原样，有问题的单元格标了颜色、加了批注
    #[arg(long)]
    marked: Option<PathBuf>,
    /// 写出的报送情况（CSV）：一行一个区县，一列一期，格里是数的来源文件
    #[arg(long)]
    reported: Option<PathBuf>,
    /// 警告也算错误
    #[arg(long)]
    strict: bool,
    /// 读表的设置（导入界面里保存的 TOML）
    #[arg(long)]
    profile: Option<PathBuf>,
    /// 文本文件的编码，如 gbk、utf-8、big5；不写则自动识别
    #[arg(long, value_parser = encoding)]
    encoding: Option<Reading>,
    /// 读哪一项保险的数：基金的代号、代码或名称；不写则读企业职工基本养老保险
    #[arg(long, value_parser = fund)]
    fund: Option<FundKind>,
}

/// Which files `cells` and `values` look at.
#[derive(Args, Debug)]
pub struct LookArguments {
    /// 表格文件
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// 写出的 CSV
    #[arg(long)]
    out: PathBuf,
    /// 文本文件的编码，如 gbk、utf-8、big5；不写则自动识别
    #[arg(long, value_parser = encoding)]
    encoding: Option<Reading>,
}

/// Reads tables and writes the data file, with what was found on the way.
pub(super) fn import(arguments: &ImportArguments, language: Language) -> Result<(), Failed> {
    let mut choices = match &arguments.profile {
        Some(path) => profile(path)?,
        None => Choices::default(),
    };
    choices.fund = arguments.fund.unwrap_or(choices.fund);
    let language = language.of(choices.fund);
    let chosen = || choices.encoding.as_deref().and_then(Reading::in_encoding);
    let encoding = arguments.encoding.or_else(chosen);
    let results =
        [Some(&arguments.out), arguments.findings.as_ref(), arguments.marked.as_ref(), arguments.reported.as_ref()];
    for out in results.into_iter().flatten() {
        store::keep_apart(out, arguments.files.iter().map(|path| &**path))?;
    }
    let mut unread = Findings::new();
    let mut contents = Vec::new();
    let (mut files, passed_over) = folder::tables(arguments.files.clone());
    // What an earlier run wrote into the folder is no report.
    files.retain(|path| {
        arguments.files.contains(path) || !results.iter().flatten().any(|out| store::is_same(path, out))
    });
    if files.is_empty() {
        unread.push(Finding::error("no-files", Origin::file(&store::name_of(&arguments.files[0]))));
    }
    for (path, name) in named(files, &[]) {
        match read(&path, &name, encoding) {
            Ok(read) => contents.push(read),
            Err(mut findings) => unread.append(&mut findings),
        }
    }
    let sheets: Vec<Arc<Sheet>> = contents.iter().flat_map(|read| read.sheets.iter().cloned()).collect();
    let import = match unread.is_empty() {
        true => intake::imported(intake::understand_contents(contents, &choices, None)),
        false => Err(unread),
    };
    let (mut findings, dataset) = match import {
        Ok(imported) => (imported.findings, Some(imported.dataset)),
        Err(findings) => (findings, None),
    };
    findings.splice(0..0, passed_over);
    if let Some(path) = &arguments.findings {
        store::write(path, results::findings_json(&findings, language).as_bytes())?;
    }
    if let Some(path) = &arguments.marked {
        store::write(path, &marked_copy(&sheets, &findings, language)?)?;
    }
    let refused = arguments.strict && findings.iter().any(|f| f.severity == Severity::Warning);
    match dataset {
        Some(dataset) if !refused => {
            say(&findings, language);
            if let Some(path) = &arguments.reported {
                let words = ["level.county", "command_line.unreported"].map(|key| language.text(key));
                store::write(path, reported::table(&dataset, words).as_bytes())?;
            }
            Ok(store::write_with(&arguments.out, |to| data_file::write_to(&dataset, to))?)
        }
        _ => Err(findings.into()),
    }
}

fn profile(path: &Path) -> Result<Choices, Findings> {
    let unreadable = |detail: String| {
        Finding::error("profile-unreadable", Origin::file(&store::name_of(path))).with("detail", detail)
    };
    let text = String::from_utf8(store::read(path)?).map_err(|e| unreadable(e.to_string()))?;
    let (_, _, choices) = Choices::read(&text).map_err(unreadable)?;
    Ok(choices)
}

fn read(path: &Path, name: &str, encoding: Option<Reading>) -> Result<Contents, Findings> {
    let bytes = store::read(path)?;
    if is_project(path, &bytes) {
        return Err(Finding::error("project-no-table", Origin::file(name)).into());
    }
    reading::read(name, &bytes, &encoding.unwrap_or_default(), &Watch::of_command())
}

/// Writes every cell of the files.
pub(super) fn cells(look: &LookArguments, language: Language) -> Result<(), Failed> {
    each_sheet(look, "file,sheet,row,column,text", language, |sheet, file| {
        let name = data_file::quoted(&sheet.origin.file);
        let label = data_file::quoted(sheet.origin.sheet.as_deref().unwrap_or_default());
        for row in 0..sheet.height() {
            for (column, text) in sheet.row(row).enumerate().filter(|(_, text)| !text.is_empty()) {
                writeln!(file, "{name},{label},{},{},{}", row + 1, column + 1, data_file::quoted(text))?;
            }
        }
        Ok(true)
    })
}

/// Writes every value of the files' tables, with its headings.
pub(super) fn values(look: &LookArguments, language: Language) -> Result<(), Failed> {
    each_sheet(look, table::values::HEADER, language, |sheet, file| {
        let tables = table::tables(sheet, &TableHints::default());
        for table in &tables {
            table::values::write(table, file)?;
        }
        Ok(!tables.is_empty())
    })
}

/// Writes what can be read of the files, and says of each other why it can't. `write` tells whether the sheet had
/// anything to write.
fn each_sheet(
    look: &LookArguments,
    header: &str,
    language: Language,
    write: impl Fn(&Arc<Sheet>, &mut dyn Write) -> io::Result<bool>,
) -> Result<(), Failed> {
    store::keep_apart(&look.out, look.files.iter().map(|path| &**path))?;
    let mut refused = Findings::new();
    store::write_with(&look.out, |file| {
        writeln!(file, "{header}")?;
        for path in &look.files {
            match read(path, &store::name_of(path), look.encoding) {
                Ok(contents) => {
                    say(&contents.findings, language);
                    let mut any = false;
                    for sheet in &contents.sheets {
                        any |= write(sheet, file)?;
                    }
                    if !any {
                        refused.push(Finding::error("no-table", Origin::file(&store::name_of(path))));
                    }
                }
                Err(findings) => refused.extend(findings),
            }
        }
        Ok(())
    })?;
    if refused.is_empty() { Ok(()) } else { Err(refused.into()) }
}
