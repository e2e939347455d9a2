//! Where the client writes: a board that is redrawn on a terminal, plain lines anywhere else.

use std::io;

use console::{Term, truncate_str};

use crate::cli::output;

/// Standard output.
pub(super) struct Screen {
    terminal: Option<Term>,
    /// Lines of the board that stand on the terminal.
    drawn: usize,
    /// The newest remark, shown above the board.
    remark: String,
}

impl Default for Screen {
    fn default() -> Self {
        let terminal = Term::buffered_stdout();
        Self {
            terminal: terminal.is_term().then_some(terminal),
            drawn: 0,
            remark: String::new(),
        }
    }
}

impl Screen {
    /// Whether there is a terminal to draw the board on.
    pub(super) fn has_board(&self) -> bool {
        self.terminal.is_some()
    }

    /// Draws the board anew. Does nothing where there is no terminal.
    pub(super) fn draw(&mut self, rows: &[String]) -> io::Result<()> {
        let Some(terminal) = &self.terminal else {
            return Ok(());
        };
        let (height, width) = terminal.size();
        let (height, width) = (usize::from(height), usize::from(width));
        terminal.clear_last_lines(self.drawn)?;
        let heading = format!("{} live assignments · {}", rows.len(), self.remark);
        let room = height.saturating_sub(2).max(1);
        let rows = rows.iter().map(String::as_str).take(room);
        self.drawn = 0;
        for line in std::iter::once(heading.as_str()).chain(rows) {
            terminal.write_line(&truncate_str(line, width, "…"))?;
            self.drawn += 1;
        }
        terminal.flush()
    }

    /// Writes a line that stays. On a terminal the board shows the same.
    pub(super) fn log(&mut self, line: &str) -> io::Result<()> {
        if self.terminal.is_some() {
            return Ok(());
        }
        output::say(line)
    }

    /// Shows a remark on the board; `false` where there is none.
    pub(super) fn remark(&mut self, text: &str) -> bool {
        text.clone_into(&mut self.remark);
        self.terminal.is_some() && self.draw_remark().is_ok()
    }

    /// Shows the remark at once: the next drawing may be far away.
    fn draw_remark(&mut self) -> io::Result<()> {
        let Some(terminal) = &self.terminal else {
            return Ok(());
        };
        terminal.write_line(&self.remark)?;
        self.drawn += 1;
        terminal.flush()
    }
}
