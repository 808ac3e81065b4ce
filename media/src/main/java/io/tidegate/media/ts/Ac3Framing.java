package io.tidegate.media.ts;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Nullable;
import io.tidegate.media.codec.Ac3AccessUnit;
import io.tidegate.media.codec.Ac3Header;

/// Frames of AC-3 and E-AC-3. Dependent and further substreams of E-AC-3 stay with the frame that
/// they extend.
final class Ac3Framing implements AudioFraming {
  private CodecParams.@Nullable Ac3 params;

  @Override
  public int headerLength() {
    return Ac3Header.LENGTH;
  }

  @Override
  public boolean mayStart(Bytes data, int at) {
    return Ac3Header.startsAt(data, at);
  }

  @Override
  public AudioUnit parse(Bytes data, int at) throws MalformedException {
    Ac3Header header = Ac3Header.parse(data, at);
    return new AudioUnit(0, header.frameLength(), 1, header.params());
  }

  @Override
  public int maxFrames() {
    return Ac3AccessUnit.MAX_FRAMES;
  }

  @Override
  public boolean continues(Bytes data, int at) {
    return Ac3AccessUnit.continues(data, at);
  }

  @Override
  public AudioUnit whole(Bytes unit) throws MalformedException {
    params = Ac3AccessUnit.params(unit, params);
    return new AudioUnit(0, unit.length(), 1, params);
  }
}
