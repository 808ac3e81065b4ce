package io.tidegate.bench.soak;

import io.tidegate.srt.lib.SrtLibrary;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// SRT peers that come and go for minutes or hours, and what that leaves behind in the gateway.
/// `bench/srt-soak` starts it. Exit status 1 when something grew or a peer was treated wrongly.
public final class SoakRun {
  private SoakRun() {}

  public static void main(String... arguments) throws IOException, InterruptedException {
    SoakOptions options = SoakOptions.parse(arguments);
    switch (SrtLibrary.load()) {
      case SrtLibrary.Missing missing -> throw new IllegalStateException(missing.reason());
      case SrtLibrary.Loaded library -> System.exit(soak(library, options) ? 0 : 1);
    }
  }

  private static boolean soak(SrtLibrary.Loaded library, SoakOptions options)
      throws IOException, InterruptedException {
    SoakTarget target = new SoakTarget(options.pid(), options.metricsPort());
    SoakCounts counts = new SoakCounts();
    List<SoakReading> readings = new ArrayList<>();
    long start = System.nanoTime();
    double total = options.minutes();
    System.out.println(SoakReading.HEAD);
    for (int i = 1; i <= options.readings(); i++) {
      while (minutesSince(start) < total * i / options.readings()) {
        new SoakRound(library, options, counts).run();
        TimeUnit.SECONDS.sleep(options.restSeconds());
      }
      SoakReading reading = target.read(minutesSince(start));
      readings.add(reading);
      System.out.println(reading);
    }
    SoakVerdict verdict = SoakVerdict.of(readings);
    System.out.println(counts);
    System.out.println(verdict);
    return verdict.isFlat() && counts.failures == 0;
  }

  private static double minutesSince(long startNanos) {
    return (System.nanoTime() - startNanos) / 60e9;
  }
}
