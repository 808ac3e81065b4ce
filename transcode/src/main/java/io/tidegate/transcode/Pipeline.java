package io.tidegate.transcode;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.hub.AudioAdapter;
import java.util.Arrays;

/// Decode, raise the rate, encode: one continuous piece of sound. Confined to its adapter thread.
final class Pipeline implements AutoCloseable {
  /// Decoded at a time, so that a huge frame needs no huge arrays: 0.3 s of a telephone.
  private static final int SLICE_BYTES = 2_400;

  /// Silence is made in pieces of this many samples.
  private static final int SILENCE_SLICE = 1_024;

  private final PcmDecoder decoder;
  private final int channels;
  private final int factor;
  private final int rate;
  private final AacEncoder encoder;
  private final AudioAdapter.Output out;
  private final SampleClock clock;
  private final Upsampler[] upsamplers;
  private final float[][] block;
  private int filled;
  private long receivedNanos;

  /// The way of one coding.
  ///
  /// @throws AacEncoder.EncoderException when there is no encoder to be had
  static Pipeline open(
      CodecParams.Audio original, AacEncoder.Factory encoders, AudioAdapter.Output out)
      throws AacEncoder.EncoderException {
    PcmDecoder decoder = PcmDecoder.of(original);
    if (decoder == null) {
      throw new AacEncoder.EncoderException(original.codec().title() + " is not decoded");
    }
    try {
      return new Pipeline(original, decoder, AacFormat.of(original), encoders, out);
    } catch (AacFormat.NotConvertible refused) {
      throw new AacEncoder.EncoderException(refused.reason(), refused);
    }
  }

  private Pipeline(
      CodecParams.Audio original,
      PcmDecoder decoder,
      AacFormat format,
      AacEncoder.Factory encoders,
      AudioAdapter.Output out)
      throws AacEncoder.EncoderException {
    this.decoder = decoder;
    this.channels = format.params().channels();
    this.factor = format.factor();
    this.rate = original.sampleRate();
    this.out = out;
    this.clock = new SampleClock(rate);
    this.upsamplers = new Upsampler[channels];
    Arrays.setAll(upsamplers, i -> new Upsampler(factor));
    this.block = new float[channels][AacFormat.FRAME_SAMPLES];
    this.encoder = encoders.open(format);
  }

  /// Takes a frame of the original.
  void accept(Frame frame) throws AacEncoder.EncoderException {
    receivedNanos = frame.receivedNanos();
    Bytes payload = frame.payload();
    int step = decoder.bytesPerStep();
    int samples = payload.length() / step * decoder.samplesPerStep();
    int correction = clock.place(frame.dts(), samples);
    silence(correction);
    int drop = Math.max(0, -correction);
    int slice = SLICE_BYTES / step * step;
    for (int at = 0; at < payload.length(); at += slice) {
      short[] decoded = decoder.decode(payload.slice(at, Math.min(slice, payload.length() - at)));
      int count = decoded.length / channels;
      int skipped = Math.min(drop, count);
      drop -= skipped;
      feed(decoded, skipped, count - skipped);
    }
  }

  @Override
  public void close() {
    encoder.close();
  }

  private void silence(int samples) throws AacEncoder.EncoderException {
    for (int left = samples; left > 0; left -= SILENCE_SLICE) {
      int count = Math.min(left, SILENCE_SLICE);
      feed(new short[count * channels], 0, count);
    }
  }

  private void feed(short[] interleaved, int from, int count) throws AacEncoder.EncoderException {
    clock.advance(count);
    float[][] raised = new float[channels][count * factor];
    float[] plane = new float[count];
    for (int channel = 0; channel < channels; channel++) {
      for (int i = 0; i < count; i++) {
        plane[i] = interleaved[(from + i) * channels + channel] / 32_768f;
      }
      upsamplers[channel].process(plane, count, raised[channel]);
    }
    encode(raised, count * factor);
  }

  private void encode(float[][] samples, int count) throws AacEncoder.EncoderException {
    int done = 0;
    while (done < count) {
      int part = Math.min(count - done, AacFormat.FRAME_SAMPLES - filled);
      for (int channel = 0; channel < channels; channel++) {
        System.arraycopy(samples[channel], done, block[channel], filled, part);
      }
      done += part;
      filled += part;
      if (filled == AacFormat.FRAME_SAMPLES) {
        filled = 0;
        encoder.encode(block, this::packet);
      }
    }
  }

  /// The encoder's run-in sounds before anything came, and is left out.
  private void packet(long sample, Bytes payload) {
    if (sample >= 0) {
      double inOriginal = (double) sample / factor - upsamplers[0].delay();
      MediaTime at = clock.timeAt(inOriginal);
      out.sound(at, payload, receivedNanos);
    }
  }
}
