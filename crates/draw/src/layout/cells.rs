//! The grid: cells, and the lines of the grid that arrows run along.

/// What is in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    /// Nothing: arrows may pass, and one may have its label here.
    Free,
    /// A step.
    Step(usize),
    /// An arrow's label, and that arrow.
    Label(usize),
}

/// The grid. Upright line `2c + 1` runs through column `c`, `2c` through the gap before it; level line `2r + 1` runs
/// through row `r`, `2r` through the channel over it.
#[derive(Debug, Clone)]
pub struct Cells {
    /// Number of columns.
    pub columns: usize,
    /// Number of rows, over all lanes.
    pub rows: usize,
    /// The lane of each row.
    pub lane_of_row: Vec<usize>,
    /// Column and row of each step.
    pub step_at: Vec<(usize, usize)>,
    cells: Vec<Cell>,
}

impl Cells {
    /// A grid with steps in it.
    pub fn new(columns: usize, lane_of_row: Vec<usize>, step_at: Vec<(usize, usize)>) -> Self {
        let rows = lane_of_row.len();
        let mut cells = vec![Cell::Free; columns * rows];
        for (step, (column, row)) in step_at.iter().enumerate() {
            cells[row * columns + column] = Cell::Step(step);
        }
        Self { columns, rows, lane_of_row, step_at, cells }
    }

    /// What is in a cell.
    pub fn at(&self, column: usize, row: usize) -> Cell {
        self.cells[row * self.columns + column]
    }

    /// Puts something into a cell.
    pub fn put(&mut self, column: usize, row: usize, cell: Cell) {
        self.cells[row * self.columns + column] = cell;
    }

    /// Number of upright lines.
    pub fn uprights(&self) -> usize {
        2 * self.columns + 1
    }

    /// Number of level lines.
    pub fn levels(&self) -> usize {
        2 * self.rows + 1
    }

    /// The node of the grid where a step stands: its upright and its level line.
    pub fn node_of(&self, step: usize) -> (usize, usize) {
        let (column, row) = self.step_at[step];
        (2 * column + 1, 2 * row + 1)
    }
}
