package io.tidegate.bench.srt;

import java.io.IOException;

/// Measures one session. Any thread; blocks for as long as the session lasts.
sealed interface CellRunner permits OwnCells, ToolCells {
  CellResult run(Cell cell) throws IOException, InterruptedException;
}
