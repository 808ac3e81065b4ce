package io.tidegate.gateway.feature;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Every switch with its values. Immutable.
///
/// A value is a percentage of addresses or streams for which the feature is on: 100 without any.
/// That of a label goes before that of the node, and that before the one for all; of several labels
/// the lowest counts.
///
/// @param values by what [Path] writes
public record FeatureTable(Map<String, Integer> values, Map<Feature, Map<Target, Integer>> parsed) {
  /// Everything is on.
  public static final FeatureTable ON = of(Map.of());

  private static final int ALL = 100;

  /// Shares are told apart to a hundredth of a percent.
  private static final int PARTS = 10_000;

  public FeatureTable {
    values = Map.copyOf(values);
    parsed = Map.copyOf(parsed);
  }

  /// One value: a feature for somebody.
  public record Path(Feature feature, Target target) {
    /// As it is stored.
    @Override
    public String toString() {
      return feature.label() + " " + target;
    }

    /// Empty of what this program does not know.
    public static Optional<Path> parse(String text) {
      int blank = text.indexOf(' ');
      if (blank < 0) {
        return Optional.empty();
      }
      try {
        Target target = Target.parse(text.substring(blank + 1));
        return Feature.of(text.substring(0, blank)).map(feature -> new Path(feature, target));
      } catch (IllegalArgumentException notOne) {
        return Optional.empty();
      }
    }
  }

  /// @param stored percentages by path; what is none says nothing
  public static FeatureTable of(Map<String, String> stored) {
    Map<String, Integer> values = new LinkedHashMap<>();
    Map<Feature, Map<Target, Integer>> parsed = new EnumMap<>(Feature.class);
    stored.forEach((text, percent) ->
        Path.parse(text)
            .filter(_ -> percent.matches("\\d{1,2}|100"))
            .ifPresent(path -> {
              values.put(text, Integer.valueOf(percent));
              parsed
                  .computeIfAbsent(path.feature(), _ -> new LinkedHashMap<>())
                  .put(path.target(), Integer.valueOf(percent));
            }));
    parsed.replaceAll((_, byTarget) -> Map.copyOf(byTarget));
    return new FeatureTable(values, parsed);
  }

  /// Whether nobody has switched anything.
  boolean isEmpty() {
    return values.isEmpty();
  }

  /// Of one feature, by target, in order.
  public Map<String, Integer> of(Feature feature) {
    Map<String, Integer> sorted = new TreeMap<>();
    parsed
        .getOrDefault(feature, Map.of())
        .forEach((target, percent) -> sorted.put(target.toString(), percent));
    return sorted;
  }

  /// The share for which it is on.
  int percent(Feature feature, String node, List<String> labels) {
    Map<Target, Integer> own = parsed.getOrDefault(feature, Map.of());
    if (own.isEmpty()) {
      return ALL;
    }
    return labels.stream()
        .map(label -> own.get(new Target(Target.Kind.LABEL, label)))
        .filter(percent -> percent != null)
        .min(Integer::compare)
        .orElseGet(() ->
            own.getOrDefault(
                new Target(Target.Kind.NODE, node), own.getOrDefault(Target.ALL, ALL)));
  }

  /// Whether `subject` is within that share: the same each time, and still when the share grows.
  static boolean isWithin(int percent, Feature feature, String subject) {
    return percent >= ALL
        || Math.floorMod(hash(feature.label() + ' ' + subject), PARTS) < percent * (PARTS / ALL);
  }

  /// FNV-1a of 64 bits, mixed as in SplitMix64: neighbours are far apart.
  private static long hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (one & 0xff)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
    return hash ^ (hash >>> 31);
  }

  /// The values that are neither on nor off for all whom they are for.
  List<Path> staged() {
    return values.entrySet().stream()
        .filter(value -> value.getValue() > 0 && value.getValue() < ALL)
        .flatMap(value -> Path.parse(value.getKey()).stream())
        .toList();
  }
}
