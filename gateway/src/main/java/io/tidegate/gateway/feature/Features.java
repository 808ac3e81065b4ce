package io.tidegate.gateway.feature;

import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/// The switches as they stand, for whoever asks and whoever wants to hear of changes. Any thread.
///
/// What an operator has said and what the brown-out ladder holds off are kept apart: where the
/// ladder lets go, the operator's word counts again.
public final class Features {
  /// One gateway alone is this node.
  public static final String NODE = "local";

  /// Written by the store's thread alone.
  private volatile FeatureTable table = FeatureTable.ON;

  /// Why each is off, whatever the table says; written by the load's thread alone.
  private volatile Map<Feature, String> held = Map.of();

  private final List<Consumer<Set<Feature>>> watchers = new CopyOnWriteArrayList<>();
  private final Function<StreamKey, List<String>> labelsOf;

  /// @param labelsOf those of the route that a stream follows; a look-up in memory
  public Features(Function<StreamKey, List<String>> labelsOf) {
    this.labelsOf = labelsOf;
  }

  /// `watcher` hears which switches have other values, from now on; on the thread that changes
  /// them, so it must not wait.
  public void watch(Consumer<Set<Feature>> watcher) {
    watchers.add(watcher);
  }

  /// Whether this is on, for one address and one stream.
  ///
  /// @param host of the peer, without its port
  public boolean allows(Feature feature, StreamKey key, String host) {
    if (held.containsKey(feature)) {
      return false;
    }
    FeatureTable now = table;
    if (now.isEmpty()) {
      return true;
    }
    String subject = feature.staging() == Feature.Staging.STREAM ? key.toString() : host;
    int percent = now.percent(feature, NODE, labelsOf.apply(key));
    return FeatureTable.isWithin(percent, feature, subject);
  }

  /// Whether this is on, where no stream and nobody asks: labels do not count.
  public boolean allows(Feature feature) {
    return !held.containsKey(feature) && table.percent(feature, NODE, List.of()) > 0;
  }

  /// Why the brown-out ladder holds it off; null when it does not.
  public @Nullable String held(Feature feature) {
    return held.get(feature);
  }

  public FeatureTable table() {
    return table;
  }

  /// Another table holds.
  void take(FeatureTable now) {
    FeatureTable before = table;
    table = now;
    tell(feature -> !before.of(feature).equals(now.of(feature)));
  }

  /// These are off from here on, whatever the table says, and no others.
  public void hold(Set<Feature> off, String reason) {
    Map<Feature, String> now = new EnumMap<>(Feature.class);
    off.forEach(feature -> now.put(feature, reason));
    Map<Feature, String> before = held;
    held = Map.copyOf(now);
    tell(feature -> before.containsKey(feature) != now.containsKey(feature));
  }

  private void tell(Predicate<Feature> isOther) {
    Set<Feature> changed = EnumSet.noneOf(Feature.class);
    Arrays.stream(Feature.values()).filter(isOther).forEach(changed::add);
    if (!changed.isEmpty()) {
      watchers.forEach(watcher -> watcher.accept(changed));
    }
  }
}
