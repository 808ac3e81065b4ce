package io.tidegate.gateway.tap;

import io.tidegate.gateway.feature.Feature;
import io.tidegate.gateway.feature.Features;
import io.tidegate.gateway.snapshot.Stills;
import io.tidegate.media.StreamKey;

/// What every tap works with.
///
/// @param stills makes the pictures of key frames
/// @param feeds begins those of each so many frames
/// @param features whether any are to be made
record TapMeans(Stills stills, Feeds feeds, Features features, KeyFrameSink.Clocks clocks) {
  boolean isOn(StreamKey key) {
    return features.allows(Feature.SNAPSHOTS, key, "");
  }
}
