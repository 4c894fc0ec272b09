//! Opens files of unknown origin: a workbook is read by this program run again, with limits on memory and time, so that
//! no file can take the window down.
//!
//! The parent writes the file to the child's standard input; the child answers on its standard output in frames, each a
//! length and a postcard value. What goes beyond a limit ends the child, never the parent. Text is read in process: it
//! takes no more memory than a few times its size.

use std::io::{self, BufWriter, Read, Write};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::finding::{Finding, Findings, Origin};
use crate::fund::FundKind;
use crate::intake::read::remark::Remark;
use crate::intake::read::workbook::{self, Part, Problem};
use crate::intake::read::{Contents, Reading, is_workbook};
use crate::intake::{self, Choices, Imported};
use crate::sheet::{Area, Sheet};
use crate::threads;

/// The first argument that makes the program a reader of one workbook, before any other argument is looked at.
pub const ARGUMENT: &str = "read-workbook";
/// The status with which the child ends when it asks for more memory than it may.
pub const OUT_OF_MEMORY: i32 = 86;
/// How much memory the child may ask for; what a program needs besides comes on top.
pub const CHILD_MEMORY: usize = 384 << 20;

/// The most bytes of all sheets together, texts and places, that the parent takes from a child.
const MOST_BYTES: usize = 384 << 20;
/// About how large a frame is.
const FRAME: usize = 256 << 10;
/// The largest frame: a text of one cell may be long.
const LARGEST_FRAME: usize = 64 << 20;
/// How often the parent looks whether it is to stop.
const LOOK: Duration = Duration::from_millis(20);

static PROGRAM: OnceLock<PathBuf> = OnceLock::new();

/// Tells where this program's file is; without it workbooks are read in process. Only the first call counts.
pub fn set_program(path: PathBuf) {
    PROGRAM.get_or_init(|| path);
}

/// What one reading may take, and how it is watched and stopped.
#[derive(Clone, Debug)]
pub struct Watch {
    /// How long it may take.
    pub time: Duration,
    /// Set from another thread to give up; the answer is then no finding at all.
    pub stop: Arc<AtomicBool>,
    /// How many rows of the workbook were read so far.
    pub rows: Arc<AtomicU64>,
}

impl Watch {
    /// For a command: ten seconds a file.
    pub fn of_command() -> Watch {
        Watch::lasting(Duration::from_secs(10))
    }

    /// For the window, where the officer can give up.
    pub fn of_window() -> Watch {
        Watch::lasting(Duration::from_secs(300))
    }

    /// Ends the reading.
    pub fn give_up(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    fn lasting(time: Duration) -> Watch {
        Watch { time, stop: Arc::default(), rows: Arc::default() }
    }
}

/// Reads and understands a file, as [`intake::import`] does, a workbook with limits: the figures of a fund, or, where none
/// is named, of the enterprise employees' pension, else of the only one that it has.
///
/// # Errors
/// What keeps it from being read.
pub fn import(name: &str, bytes: Vec<u8>, fund: Option<FundKind>, watch: &Watch) -> Result<Imported, Findings> {
    let contents = read(name, &bytes, &Reading::default(), watch)?;
    drop(bytes); // what was read of them takes as much room again
    let of = |fund| intake::understand_contents(vec![contents.clone()], &Choices { fund, ..Choices::default() }, None);
    let import = of(fund.unwrap_or_default());
    match *import.others() {
        [only] if fund.is_none() && import.dataset.is_none() => intake::imported(of(only)),
        _ => intake::imported(import),
    }
}

/// Reads a file's sheets, a workbook with limits.
///
/// # Errors
/// What keeps it from being read; nothing where it was stopped.
pub fn read(name: &str, bytes: &[u8], reading: &Reading, watch: &Watch) -> Result<Contents, Findings> {
    match PROGRAM.get().filter(|_| is_workbook(bytes)) {
        None => {
            let read = threads::stoppable(&watch.stop, || intake::read::read(name, bytes, reading));
            if watch.stop.load(Ordering::Relaxed) { Err(Findings::new()) } else { read }
        }
        Some(program) => {
            let mut command = Command::new(program);
            command.arg(ARGUMENT).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
            #[cfg(windows)]
            {
                use std::os::windows::process::CommandExt as _;
                const CREATE_NO_WINDOW: u32 = 0x0800_0000;
                command.creation_flags(CREATE_NO_WINDOW);
            }
            in_child(command, name, bytes, watch)
        }
    }
}

/// What the child says.
#[derive(Serialize, Deserialize)]
enum Frame<'a> {
    /// So many rows were read.
    Rows(u64),
    Remark(Remark),
    /// A sheet starts: its name and merged areas.
    Sheet(&'a str, Vec<[u32; 4]>),
    /// More cells of the sheet: their texts one after the other, where each ends, and how many cells there are up to
    /// the end of each row.
    Cells(&'a str, Vec<u32>, Vec<u32>),
    /// All was read.
    Done,
    /// It can't be read.
    Problem(Problem),
}

/// The child's whole work: a workbook from standard input to frames on standard output.
///
/// # Errors
/// Where either fails; nobody is left to be told.
pub fn serve() -> io::Result<()> {
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    let mut out = BufWriter::with_capacity(FRAME, io::stdout().lock());
    let mut failed = None;
    let read = workbook::read("", &bytes, &mut |part| {
        let sent = match part {
            Part::Rows(rows) => send(&mut out, &Frame::Rows(rows)).and_then(|()| out.flush()),
            Part::Remark(remark) => send(&mut out, &Frame::Remark(remark)),
            Part::Sheet(sheet) => send_sheet(&mut out, &sheet),
        };
        match sent {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                failed = Some(error);
                ControlFlow::Break(())
            }
        }
    });
    if let Some(error) = failed {
        return Err(error);
    }
    send(&mut out, &read.map_or_else(Frame::Problem, |()| Frame::Done))?;
    out.flush()
}

fn send(out: &mut impl Write, frame: &Frame<'_>) -> io::Result<()> {
    let bytes = postcard::to_stdvec(frame).map_err(io::Error::other)?;
    let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
    out.write_all(&length.to_le_bytes())?;
    out.write_all(&bytes)
}

fn send_sheet(out: &mut impl Write, sheet: &Sheet) -> io::Result<()> {
    let name = sheet.origin.sheet.as_deref().unwrap_or_default();
    let merged = sheet.merged.iter().map(|area| [area.top, area.left, area.bottom, area.right]).collect();
    send(out, &Frame::Sheet(name, merged))?;
    let (mut text, mut ends, mut rows) = (String::new(), Vec::new(), Vec::new());
    for row in 0..sheet.height() {
        for cell in sheet.row(row) {
            text.push_str(cell);
            ends.push(text.len() as u32);
            // A row may be wider than a frame: what is left of it comes with the next.
            if text.len() + 4 * ends.len() > FRAME {
                send(out, &Frame::Cells(&text, std::mem::take(&mut ends), std::mem::take(&mut rows)))?;
                text.clear();
            }
        }
        rows.push(ends.len() as u32);
    }
    send(out, &Frame::Cells(&text, ends, rows))
}

/// Why the parent stops listening.
enum End {
    Done,
    Problem(Problem),
    TooSlow,
    TooLarge,
    Stopped,
    /// The child is gone, or says what can't be understood.
    Gone,
}

fn in_child(mut command: Command, name: &str, bytes: &[u8], watch: &Watch) -> Result<Contents, Findings> {
    let error = |code| Findings::from(Finding::error(code, Origin::file(name)));
    let unreadable = |detail: &dyn std::fmt::Display| {
        Findings::from(Finding::error("workbook-unreadable", Origin::file(name)).with("detail", detail))
    };
    let mut child = command.spawn().map_err(|e| unreadable(&e))?;
    let (Some(stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(unreadable(&""));
    };
    let mut arrived = Arrived { name, contents: Contents::default(), sheet: None, bytes: 0 };
    let end = std::thread::scope(|scope| {
        scope.spawn(move || {
            let mut stdin = stdin;
            // A child that ends before it has read all has its reason, and tells it otherwise.
            stdin.write_all(bytes).ok();
        });
        let (sender, frames) = sync_channel(4);
        scope.spawn(move || receive(stdout, &sender));
        let end = arrived.listen(&frames, watch);
        if !matches!(end, End::Done | End::Problem(_)) {
            child.kill().ok();
        }
        // The reading thread ends when nobody takes its frames.
        drop(frames);
        end
    });
    let status = ended(&mut child);
    match end {
        End::Done => Ok(arrived.contents),
        End::Problem(problem) => Err(problem.finding(name).into()),
        End::Stopped => Err(Findings::new()),
        End::TooSlow => {
            Err(Finding::error("workbook-too-slow", Origin::file(name)).with("seconds", watch.time.as_secs()).into())
        }
        End::TooLarge => Err(error("workbook-too-large")),
        End::Gone if status == Some(OUT_OF_MEMORY) => Err(error("workbook-too-large")),
        End::Gone => Err(unreadable(&status.map_or_else(|| "—".to_owned(), |code| code.to_string()))),
    }
}

/// Waits for a child's end; its status, where it ended by itself.
fn ended(child: &mut Child) -> Option<i32> {
    child.wait().ok()?.code()
}

/// Passes frames on until the child closes its output or nobody listens.
fn receive(mut from: impl Read, frames: &SyncSender<Vec<u8>>) {
    loop {
        let mut length = [0; 4];
        if from.read_exact(&mut length).is_err() {
            return;
        }
        let length = u32::from_le_bytes(length) as usize;
        if length > LARGEST_FRAME {
            return;
        }
        let mut frame = vec![0; length];
        if from.read_exact(&mut frame).is_err() || frames.send(frame).is_err() {
            return;
        }
    }
}

/// What has arrived from the child.
struct Arrived<'a> {
    name: &'a str,
    contents: Contents,
    sheet: Option<Sheet>,
    bytes: usize,
}

impl Arrived<'_> {
    fn listen(&mut self, frames: &Receiver<Vec<u8>>, watch: &Watch) -> End {
        let began = Instant::now();
        loop {
            if watch.stop.load(Ordering::Relaxed) {
                return End::Stopped;
            }
            if began.elapsed() > watch.time {
                return End::TooSlow;
            }
            match frames.recv_timeout(LOOK) {
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return End::Gone,
                Ok(frame) => {
                    let Ok(frame) = postcard::from_bytes::<Frame<'_>>(&frame) else { return End::Gone };
                    if let Some(end) = self.take(frame, watch) {
                        return end;
                    }
                }
            }
        }
    }

    fn take(&mut self, frame: Frame<'_>, watch: &Watch) -> Option<End> {
        match frame {
            Frame::Rows(rows) => watch.rows.store(rows, Ordering::Relaxed),
            Frame::Remark(remark) => self.contents.remark(self.name, remark),
            Frame::Sheet(name, merged) => {
                self.complete();
                let mut sheet = Sheet::new(Origin { sheet: Some(name.into()), ..Origin::file(self.name) });
                let area = |[top, left, bottom, right]: [u32; 4]| Area { top, left, bottom, right };
                sheet.merged = merged.into_iter().map(area).collect();
                self.sheet = Some(sheet);
            }
            Frame::Cells(text, ends, rows) => {
                self.bytes += text.len() + 4 * (ends.len() + rows.len());
                if self.bytes > MOST_BYTES {
                    return Some(End::TooLarge);
                }
                let Some(sheet) = &mut self.sheet else { return Some(End::Gone) };
                let (mut start, mut row) = (0, rows.iter().peekable());
                for (number, end) in (0u32..).zip(&ends) {
                    while row.next_if(|cells| **cells <= number).is_some() {
                        sheet.end_row();
                    }
                    let Some(cell) = text.get(start..*end as usize) else { return Some(End::Gone) };
                    if sheet.push(cell).is_err() {
                        return Some(End::TooLarge);
                    }
                    start = *end as usize;
                }
                row.for_each(|_| sheet.end_row());
            }
            Frame::Done => {
                self.complete();
                return Some(End::Done);
            }
            Frame::Problem(problem) => return Some(End::Problem(problem)),
        }
        None
    }

    fn complete(&mut self) {
        self.contents.sheets.extend(self.sheet.take().map(Arc::new));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_arrives_as_it_was_sent() {
        let long = "长".repeat(FRAME);
        let wide: Vec<String> = (0..FRAME / 4).map(|n| n.to_string()).collect();
        let mut sheet = Sheet::new(Origin { sheet: Some("月报".into()), ..Origin::file("a.xlsx") });
        sheet.merged = vec![Area { top: 0, left: 1, bottom: 2, right: 3 }];
        let wide: Vec<&str> = wide.iter().map(String::as_str).collect();
        for row in [vec!["甲", "", "1"], vec![], vec![&*long, "x"], wide, vec![], vec!["乙"], vec![]] {
            for cell in row {
                sheet.push(cell).unwrap();
            }
            sheet.end_row();
        }
        let mut sent = Vec::new();
        send_sheet(&mut sent, &sheet).unwrap();
        send(&mut sent, &Frame::Remark(Remark::Hidden("月报".to_owned()))).unwrap();
        send(&mut sent, &Frame::Done).unwrap();
        let (sender, frames) = sync_channel(1 << 10);
        receive(sent.as_slice(), &sender);
        let mut arrived = Arrived { name: "a.xlsx", contents: Contents::default(), sheet: None, bytes: 0 };
        assert!(matches!(arrived.listen(&frames, &Watch::of_command()), End::Done));
        assert_eq!(*arrived.contents.sheets[0], sheet);
        assert_eq!(arrived.contents.findings[0].code, "hidden-sheet");
    }

    #[test]
    fn nonsense_and_silence_end_the_listening() {
        let listen = |bytes: &[u8], watch: &Watch| {
            let (sender, frames) = sync_channel(1 << 10);
            receive(bytes, &sender);
            let held = watch.time.is_zero().then(|| sender.clone());
            drop(sender);
            let mut arrived = Arrived { name: "a", contents: Contents::default(), sheet: None, bytes: 0 };
            let end = arrived.listen(&frames, watch);
            drop(held);
            end
        };
        assert!(matches!(listen(b"", &Watch::of_command()), End::Gone));
        assert!(matches!(listen(&[3, 0, 0, 0, 9, 9, 9], &Watch::of_command()), End::Gone));
        let slow = Watch { time: Duration::ZERO, ..Watch::of_command() };
        assert!(matches!(listen(b"", &slow), End::TooSlow));
        let stopped = Watch::of_command();
        stopped.give_up();
        assert!(matches!(listen(b"", &stopped), End::Stopped));
    }
}
