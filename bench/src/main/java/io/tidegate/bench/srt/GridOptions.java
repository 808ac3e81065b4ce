package io.tidegate.bench.srt;

import io.tidegate.media.Nullable;
import io.tidegate.srt.relay.Impairment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What a run of the grid measures. Immutable.
///
/// @param cases rows of the table, or a grid of the reader's own
/// @param policies besides stock
/// @param seeds pooled
/// @param seconds of each session
/// @param workers sessions at once
/// @param attempts sessions at most for one figure, where the machine stood still in the others
/// @param tools folder of the programs in C; null for our own cells
record GridOptions(
    List<LinkCase> cases,
    List<String> policies,
    List<Integer> seeds,
    int seconds,
    int workers,
    int attempts,
    @Nullable Path tools) {
  private static final List<String> KNOWN =
      List.of(
          "--rows",
          "--rtt",
          "--latency",
          "--loss",
          "--kind",
          "--reorder",
          "--bottleneck",
          "--side",
          "--fec",
          "--policies",
          "--seeds",
          "--seconds",
          "--workers",
          "--attempts",
          "--tools");

  GridOptions {
    if (seconds < 1 || seconds > 3600 || workers < 1 || workers > 64) {
      throw new IllegalArgumentException("1 to 3600 seconds, 1 to 64 workers");
    }
    if (attempts < 1 || attempts > 10) {
      throw new IllegalArgumentException("1 to 10 attempts");
    }
    cases = List.copyOf(cases);
    policies = List.copyOf(policies);
    seeds = List.copyOf(seeds);
  }

  static GridOptions parse(String... words) {
    Map<String, String> given = new HashMap<>();
    for (int i = 0; i < words.length; i += 2) {
      if (!KNOWN.contains(words[i]) || i + 1 == words.length) {
        throw new IllegalArgumentException(words[i] + ": unknown, or without a value");
      }
      given.put(words[i], words[i + 1]);
    }
    String tools = given.getOrDefault("--tools", "");
    return new GridOptions(
        given.containsKey("--rtt") ? grid(given) : rows(given.getOrDefault("--rows", "1-11")),
        list(given.getOrDefault("--policies", "deadline")),
        list(given.getOrDefault("--seeds", "21,22,23")).stream().map(Integer::valueOf).toList(),
        Integer.parseInt(given.getOrDefault("--seconds", "60")),
        Integer.parseInt(given.getOrDefault("--workers", tools.isEmpty() ? "4" : "16")),
        Integer.parseInt(given.getOrDefault("--attempts", "4")),
        tools.isEmpty() ? null : Path.of(tools));
  }

  private static List<String> list(String text) {
    return List.of(text.split(","));
  }

  private static List<LinkCase> rows(String text) {
    List<LinkCase> table = LinkCase.table();
    List<LinkCase> chosen = new ArrayList<>();
    for (String part : list(text)) {
      String[] ends = part.split("-");
      int last = Integer.parseInt(ends[ends.length - 1]);
      for (int row = Integer.parseInt(ends[0]); row <= last; row++) {
        chosen.add(table.get(row - 1));
      }
    }
    return chosen;
  }

  /// Every combination of round trip, latency, kind and loss.
  private static List<LinkCase> grid(Map<String, String> given) {
    List<LinkCase> cases = new ArrayList<>();
    for (int rttMs :
        list(given.getOrDefault("--rtt", "80")).stream().map(Integer::valueOf).toList()) {
      for (String latency : list(given.getOrDefault("--latency", "120,4x"))) {
        for (String kind : list(given.getOrDefault("--kind", "random,bursty"))) {
          for (String loss : list(given.getOrDefault("--loss", "0.5,2,5,10,20"))) {
            int latencyMs =
                latency.endsWith("x")
                    ? (int) (rttMs * Double.parseDouble(latency.replace("x", "")))
                    : Integer.parseInt(latency);
            double percent = Double.parseDouble(loss);
            Impairment network =
                kind.equals("bursty") && percent > 0
                    ? LinkCase.bursty(rttMs, percent)
                    : LinkCase.random(rttMs, percent);
            cases.add(finished(given, rttMs, latencyMs, network));
          }
        }
      }
    }
    return cases;
  }

  private static LinkCase finished(
      Map<String, String> given, int rttMs, int latencyMs, Impairment network) {
    double[] reorder = pair(given.getOrDefault("--reorder", "0:0"));
    double[] bottleneck = pair(given.getOrDefault("--bottleneck", "0:0"));
    Impairment whole =
        network.withReordering(reorder[0], reorder[1]).withBottleneck(bottleneck[0], bottleneck[1]);
    LinkCase link = LinkCase.of("-", rttMs, latencyMs, whole, Limit.STOCK);
    LinkCase sided = given.getOrDefault("--side", "rcv").equals("snd") ? link.atSender() : link;
    return given.getOrDefault("--fec", "off").equals("on") ? sided.withCorrection() : sided;
  }

  /// `SHARE:MS` or `KBPS:MS`.
  private static double[] pair(String text) {
    double[] both = Stream.of(text.split(":")).mapToDouble(Double::parseDouble).toArray();
    if (both.length != 2) {
      throw new IllegalArgumentException("two numbers with a colon between: " + text);
    }
    return both;
  }

  /// Sessions of `link`: a row about CPU compares forwarding with the policies, any other stock.
  List<String> variants(LinkCase link) {
    String base = link.limit().isCpu() ? Cell.FORWARD : Cell.STOCK;
    return Stream.concat(Stream.of(base), policies.stream()).toList();
  }

  List<Integer> seeds(LinkCase link) {
    return link.limit().isCpu() ? seeds.subList(0, 1) : seeds;
  }
}
