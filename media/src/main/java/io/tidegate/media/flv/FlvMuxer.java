package io.tidegate.media.flv;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.Codec;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.TrackTimes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Makes FLV tags of stream events; their bodies serve RTMP as well. Loop-confined.
///
/// 1. [#headers] at the start and whenever the tracks change.
/// 2. [#frame] for every frame of a track that those headers hold ([#holds]).
///
/// H.264 and AAC are written in the classic form, everything newer by Enhanced RTMP, H.265 by the
/// dialect. Flash Video File Format 10.1 §E.4; Enhanced RTMP v2.
public final class FlvMuxer {
  /// CompositionTime has 24 bits with a sign: 2.3 hours.
  static final int MAX_COMPOSITION_MS = (1 << 23) - 1;

  private final FlvDialect dialect;
  private @Nullable Track video;
  private @Nullable Track audio;

  public FlvMuxer(FlvDialect dialect) {
    this.dialect = dialect;
  }

  /// Whether FLV can hold it.
  public static boolean carries(Codec codec) {
    return switch (codec) {
      case H264, H265, AV1, VP9, AAC, MP3, OPUS, FLAC, AC3, EAC3, G711A, G711U -> true;
      case MP2, G722, L16, MJPEG, MPEG1, MPEG2 -> false;
    };
  }

  /// Whether players that know FLV play it: no browser plays G.711, and web players give up on the
  /// whole stream when they meet it.
  public static boolean isPlayable(Codec codec) {
    boolean isTelephone = codec == Codec.G711A || codec == Codec.G711U;
    return carries(codec) && !isTelephone;
  }

  /// G.711 is always of 8 kHz in FLV. §E.4.2.1
  private static boolean carries(Track track) {
    boolean otherRate =
        track.params() instanceof CodecParams.G711 g711
            && g711.sampleRate() != AudioTagReader.G711_RATE;
    return carries(track.codec()) && !otherRate;
  }

  /// `onMetaData` and the sequence headers of the first video and the first audio track that FLV
  /// carries.
  public List<FlvTag> headers(TrackList all, TrackTimes times) {
    return headers(all, times.at(), times::of);
  }

  /// The same where all tracks stand at one time.
  public List<FlvTag> headers(TrackList all, MediaTime at) {
    return headers(all, at, _ -> at);
  }

  private List<FlvTag> headers(TrackList all, MediaTime at, Function<Track, MediaTime> times) {
    TrackList carried = all.filter(FlvMuxer::carries);
    video = carried.video().orElse(null);
    audio = carried.audio().orElse(null);
    List<FlvTag> tags = new ArrayList<>(3);
    tags.add(
        new FlvTag(FlvTag.Type.SCRIPT, timestamp(at), FlvMetadata.write(video, audio, dialect)));
    if (video != null) {
      Bytes header = SequenceHeaders.video((CodecParams.Video) video.params(), dialect);
      tags.add(new FlvTag(FlvTag.Type.VIDEO, timestamp(times.apply(video)), header));
    }
    if (audio != null) {
      Bytes header = SequenceHeaders.audio((CodecParams.Audio) audio.params());
      if (!header.isEmpty()) {
        tags.add(new FlvTag(FlvTag.Type.AUDIO, timestamp(times.apply(audio)), header));
      }
    }
    return tags;
  }

  /// True when the last headers hold a video track.
  public boolean hasVideo() {
    return video != null;
  }

  /// True when the last headers hold an audio track.
  public boolean hasAudio() {
    return audio != null;
  }

  /// True when the last headers hold the track of `frame`.
  public boolean holds(Frame frame) {
    return isOf(frame, video) || isOf(frame, audio);
  }

  /// The tag of a frame that the last headers hold.
  ///
  /// @throws IllegalStateException for any other frame
  public FlvTag frame(Frame frame) {
    if (video != null && isOf(frame, video)) {
      return new FlvTag(FlvTag.Type.VIDEO, timestamp(frame.dts()), videoBody(video, frame));
    }
    if (audio != null && isOf(frame, audio)) {
      return new FlvTag(FlvTag.Type.AUDIO, timestamp(frame.dts()), audioBody(audio, frame));
    }
    throw new IllegalStateException("no header was written for track " + frame.trackId());
  }

  /// The tag that tells decoders to show what they hold, for a stream with video that is over.
  public Optional<FlvTag> endOfSequence(TrackTimes times) {
    if (video == null) {
      return Optional.empty();
    }
    ByteWriter out = new ByteWriter(8);
    switch (video.codec()) {
      case H264 -> endOfSequence(out, FlvIds.VIDEO_AVC);
      case H265 -> {
        if (dialect == FlvDialect.HEVC_12) {
          endOfSequence(out, FlvIds.VIDEO_HEVC);
        } else {
          exHeader(out, FlvIds.FRAME_KEY, FlvIds.EX_SEQUENCE_END, FlvIds.HVC1);
        }
      }
      case AV1 -> exHeader(out, FlvIds.FRAME_KEY, FlvIds.EX_SEQUENCE_END, FlvIds.AV01);
      case VP9 -> exHeader(out, FlvIds.FRAME_KEY, FlvIds.EX_SEQUENCE_END, FlvIds.VP09);
      default -> throw new IllegalStateException("no video codec: " + video.codec());
    }
    return Optional.of(new FlvTag(FlvTag.Type.VIDEO, timestamp(times.of(video)), out.toBytes()));
  }

  private static void endOfSequence(ByteWriter out, int codecId) {
    out.u8(FlvIds.FRAME_KEY << 4 | codecId).u8(FlvIds.AVC_END_OF_SEQUENCE).u24(0);
  }

  private Bytes videoBody(Track track, Frame frame) {
    int frameType = frame.keyFrame() ? FlvIds.FRAME_KEY : FlvIds.FRAME_INTER;
    long shownAfterMs = frame.pts().toMillis() - frame.dts().toMillis();
    int compositionMs = (int) Math.min(shownAfterMs, MAX_COMPOSITION_MS);
    ByteWriter out = new ByteWriter(8 + frame.payload().length());
    switch (track.codec()) {
      case H264 ->
          out.u8(frameType << 4 | FlvIds.VIDEO_AVC).u8(FlvIds.AVC_NALUS).u24(compositionMs);
      case H265 -> hevcHeader(out, frameType, compositionMs);
      case AV1 -> exHeader(out, frameType, FlvIds.EX_CODED_FRAMES, FlvIds.AV01);
      case VP9 -> exHeader(out, frameType, FlvIds.EX_CODED_FRAMES, FlvIds.VP09);
      default -> throw new IllegalStateException("no video codec: " + track.codec());
    }
    return out.write(frame.payload()).toBytes();
  }

  private void hevcHeader(ByteWriter out, int frameType, int compositionMs) {
    if (dialect == FlvDialect.HEVC_12) {
      out.u8(frameType << 4 | FlvIds.VIDEO_HEVC).u8(FlvIds.AVC_NALUS).u24(compositionMs);
    } else if (compositionMs == 0) {
      exHeader(out, frameType, FlvIds.EX_CODED_FRAMES_X, FlvIds.HVC1);
    } else {
      exHeader(out, frameType, FlvIds.EX_CODED_FRAMES, FlvIds.HVC1);
      out.u24(compositionMs);
    }
  }

  private static void exHeader(ByteWriter out, int frameType, int packetType, int fourCc) {
    out.u8(FlvIds.EX_VIDEO | frameType << 4 | packetType).u32(fourCc);
  }

  private static Bytes audioBody(Track track, Frame frame) {
    CodecParams.Audio params = (CodecParams.Audio) track.params();
    ByteWriter out = new ByteWriter(5 + frame.payload().length());
    switch (track.codec()) {
      case AAC -> out.u8(SequenceHeaders.AAC_TAG_HEADER).u8(FlvIds.AAC_RAW);
      case MP3, G711A, G711U -> out.u8(SequenceHeaders.classicAudioHeader(params));
      case OPUS, FLAC, AC3, EAC3 ->
          out.u8(FlvIds.AUDIO_EX << 4 | FlvIds.EX_CODED_FRAMES)
              .u32(SequenceHeaders.audioFourCc(track.codec()));
      default -> throw new IllegalStateException("no audio codec for FLV: " + track.codec());
    }
    return out.write(frame.payload()).toBytes();
  }

  private static boolean isOf(Frame frame, @Nullable Track track) {
    return track != null && track.id() == frame.trackId();
  }

  /// Milliseconds, wrapped into 32 bits; a time before zero is written as zero.
  static int timestamp(MediaTime time) {
    return (int) Math.max(0, time.toMillis());
  }
}
