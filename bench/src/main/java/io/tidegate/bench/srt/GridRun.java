package io.tidegate.bench.srt;

import io.tidegate.srt.lib.SrtLibrary;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Measures the relay beside stock libsrt and tells pass or fail. `./bench/arq`, see the README.
public final class GridRun {
  private final GridOptions options;
  private final CellRunner runner;

  private GridRun(GridOptions options, CellRunner runner) {
    this.options = options;
    this.runner = runner;
  }

  public static void main(String... words) throws InterruptedException {
    GridOptions options = GridOptions.parse(words);
    CellRunner runner =
        options.tools() != null
            ? new ToolCells(options.tools())
            : switch (SrtLibrary.load()) {
              case SrtLibrary.Loaded library -> new OwnCells(library);
              case SrtLibrary.Missing missing -> throw new IllegalStateException(missing.reason());
            };
    boolean holds = new GridRun(options, runner).run();
    System.exit(holds ? 0 : 1);
  }

  /// @return whether every case is within its limits
  private boolean run() throws InterruptedException {
    boolean holds = true;
    // CPU time is measured with nothing else running
    List<LinkCase> quiet = options.cases().stream().filter(c -> c.limit().isCpu()).toList();
    List<LinkCase> others = options.cases().stream().filter(c -> !c.limit().isCpu()).toList();
    for (GridReport report : List.of(measure(others, options.workers()), measure(quiet, 1))) {
      holds &= report.print();
    }
    return holds;
  }

  private GridReport measure(List<LinkCase> cases, int workers) throws InterruptedException {
    Map<LinkCase, Map<String, List<Future<CellResult>>>> started = new LinkedHashMap<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(workers)) {
      for (LinkCase link : cases) {
        Map<String, List<Future<CellResult>>> variants = new LinkedHashMap<>();
        for (String policy : options.variants(link)) {
          variants.put(policy, new ArrayList<>());
        }
        started.put(link, variants);
        // both variants of a seed run at the same time
        for (int seed : options.seeds(link)) {
          variants.forEach((policy, results) ->
              results.add(
                  pool.submit(() -> sound(new Cell(link, policy, seed, options.seconds())))));
        }
      }
    }
    Map<LinkCase, Map<String, Pooled>> pooled = new LinkedHashMap<>();
    for (Map.Entry<LinkCase, Map<String, List<Future<CellResult>>>> entry : started.entrySet()) {
      Map<String, Pooled> variants = new LinkedHashMap<>();
      for (Map.Entry<String, List<Future<CellResult>>> variant : entry.getValue().entrySet()) {
        variants.put(variant.getKey(), pool(variant.getValue()));
      }
      pooled.put(entry.getKey(), variants);
    }
    return new GridReport(pooled);
  }

  /// A session during which the machine did not stand still, if there is one to be had.
  private CellResult sound(Cell cell) throws IOException, InterruptedException {
    CellResult result = opened(cell);
    for (int i = 1;
        i < options.attempts() && !cell.link().isSound(result.p50Ms(), result.p99Ms());
        i++) {
      System.err.printf(
          "repeating %s, %s, seed %d: p50 %.1f, p99 %.1f ms%n",
          cell.link().name(), cell.policy(), cell.seed(), result.p50Ms(), result.p99Ms());
      result = opened(cell);
    }
    return result;
  }

  /// A session that did not come about is tried once more: somebody took its ports meanwhile.
  private CellResult opened(Cell cell) throws IOException, InterruptedException {
    try {
      return runner.run(cell);
    } catch (IOException failed) {
      System.err.println("repeating " + cell.link().name() + ": " + failed.getMessage());
      return runner.run(cell);
    }
  }

  private static Pooled pool(List<Future<CellResult>> results) throws InterruptedException {
    List<CellResult> cells = new ArrayList<>();
    for (Future<CellResult> result : results) {
      try {
        cells.add(result.get());
      } catch (ExecutionException failed) {
        throw new IllegalStateException("a session could not be measured", failed.getCause());
      }
    }
    return new Pooled(cells);
  }
}
