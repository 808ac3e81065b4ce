package io.tidegate.gateway.feature;

import io.tidegate.media.CodecParams;
import io.tidegate.media.hub.AudioAdapter;

/// Another adapter, while nobody has switched it off: what is converted goes on until its stream
/// changes. Any thread.
public final class SwitchedAudio implements AudioAdapter {
  private final AudioAdapter adapter;
  private final Features features;

  public SwitchedAudio(AudioAdapter adapter, Features features) {
    this.adapter = adapter;
    this.features = features;
  }

  @Override
  public Offer offer(CodecParams.Audio original) {
    if (!features.allows(Feature.AUDIO) || !features.allows(Feature.TRANSCODES)) {
      return new Offer.Refuses("making sound is switched off for now");
    }
    return adapter.offer(original);
  }

  @Override
  public Conversion start(CodecParams.Audio original, Output output) {
    return adapter.start(original, output);
  }
}
