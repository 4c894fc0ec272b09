//! A written report before any file format: headings, paragraphs, charts and tables in their order.
//!
//! Nothing here reads a clock: unit and date are texts that the user gives.

use super::Sheet;
use super::slide::Body;

/// A part of a report.
#[derive(Clone, PartialEq, Debug)]
pub enum Block {
    /// A heading with its number, by its level from 1: 一、, （一）.
    Heading(u8, String),
    /// A paragraph.
    Paragraph(String),
    /// A chart or a picture, with what stands beneath it: 图1 and what it shows, and where its numbers come from.
    Chart {
        /// What is drawn.
        body: Body,
        /// With its number.
        caption: String,
        /// 资料来源 and notes.
        notes: Vec<String>,
    },
    /// A table, with what stands above it: 表1 and what it shows.
    Table {
        /// All of it.
        sheet: Sheet,
        /// With its number.
        caption: String,
        /// 资料来源 and notes.
        notes: Vec<String>,
    },
}

/// A report.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Document {
    /// What it is.
    pub title: String,
    /// What it is of, under the title: the period; empty where nothing is to be said.
    pub of: String,
    /// The unit that signs; may be empty.
    pub unit: String,
    /// The date, as the user gives it.
    pub date: String,
    /// What stands in it.
    pub blocks: Vec<Block>,
}
