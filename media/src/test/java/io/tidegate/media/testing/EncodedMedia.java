package io.tidegate.media.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.Codec;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Frame;
import io.tidegate.media.FrameRate;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.VideoFormat;
import io.tidegate.media.codec.FlacStreamInfo;
import io.tidegate.media.flv.FlvDemuxer;
import io.tidegate.media.flv.FlvReader;
import io.tidegate.media.fmp4.FragmentWriter;
import io.tidegate.media.fmp4.InitSegment;
import io.tidegate.media.fmp4.Sample;
import io.tidegate.media.fmp4.SampleEntries;
import io.tidegate.media.fmp4.TrackRun;
import io.tidegate.media.ts.TsDemuxer;
import io.tidegate.media.ts.TsDemuxerOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Two seconds of each coding as a real encoder makes it: a test picture of 320x240 at 25 Hz, or a
/// tone. ffmpeg must be installed; AV1 and VP9 are files, because Debian's does not write them into
/// a container that is read here.
///
/// @param frames of `track`, in decoding order, from a time near 0
public record EncodedMedia(Track track, List<Frame> frames) {
  private static final int ID = 1;
  private static final MediaTime PACKET_20_MS = MediaTime.ofMillis(20);

  public EncodedMedia {
    frames = List.copyOf(frames);
  }

  /// @param folder for files in between
  public static EncodedMedia of(Codec codec, Path folder) throws Exception {
    return switch (codec) {
      case H264 -> transportStream(folder, "-c:v libx264 -bf 2 -g 25 -threads 1");
      case H265 -> transportStream(folder, "-c:v libx265 -x265-params log-level=none:pools=1");
      case AV1 -> flashVideo("/flv/av1.flv");
      case VP9 -> flashVideo("/flv/vp9.flv");
      case MJPEG -> motionJpeg(folder);
      case MPEG1 -> transportStream(folder, "-c:v mpeg1video -bf 2 -g 12");
      case MPEG2 ->
          transportStream(folder, "-c:v mpeg2video -bf 2 -g 12 -flags +ildct+ilme -top 1");
      case AAC -> transportStream(folder, "-c:a aac");
      case MP3 -> transportStream(folder, "-c:a libmp3lame");
      case MP2 -> transportStream(folder, "-c:a mp2");
      case AC3 -> transportStream(folder, "-c:a ac3");
      case EAC3 -> transportStream(folder, "-c:a eac3");
      case OPUS -> transportStream(folder, "-c:a libopus");
      case FLAC -> flac();
      case G711A -> raw(folder, new CodecParams.G711(true, 8_000, 1), "alaw", 160);
      case G711U -> raw(folder, new CodecParams.G711(false, 8_000, 1), "mulaw", 160);
      case G722 -> raw(folder, new CodecParams.G722(1), "g722", 160);
      case L16 -> raw(folder, new CodecParams.Pcm(48_000, 2), "s16be", 960 * 4);
    };
  }

  /// What ffmpeg makes with `options` and puts into a transport stream.
  ///
  /// @param options words apart by one space, from `-c:v` or `-c:a` on
  public static EncodedMedia transportStream(Path folder, String options) throws Exception {
    Path file = folder.resolve("encoded.ts");
    encode(options.startsWith("-c:v"), options + " -f mpegts", file);
    List<StreamEvent> events = new ArrayList<>();
    TsDemuxer demuxer = new TsDemuxer(new ContractSink(events::add), TsDemuxerOptions.DEFAULT);
    demuxer.accept(Corpus.read(file), 0);
    demuxer.end();
    return of(events);
  }

  /// The same at another time: `start` is added to all times.
  public EncodedMedia from(MediaTime start) {
    List<Frame> moved = new ArrayList<>();
    for (Frame frame : frames) {
      MediaTime dts = frame.dts().plus(start);
      MediaTime pts = frame.pts().plus(start);
      moved.add(new Frame(frame.trackId(), dts, pts, frame.keyFrame(), frame.payload(), 0));
    }
    return new EncodedMedia(track, moved);
  }

  /// As an FFmpeg child gets it on its standard input: fragmented MP4, each frame a fragment.
  public Bytes forFfmpeg() {
    ByteWriter out = new ByteWriter();
    out.write(InitSegment.write(TrackList.of(track), SampleEntries.FFMPEG));
    for (int i = 0; i < frames.size(); i++) {
      Frame frame = frames.get(i);
      boolean last = i == frames.size() - 1;
      MediaTime next = last ? frame.dts().plus(PACKET_20_MS) : frames.get(i + 1).dts();
      TrackRun run = new TrackRun(track, List.of(new Sample(frame, next)));
      FragmentWriter.write(i + 1, List.of(run)).forEach(out::write);
    }
    return out.toBytes();
  }

  /// What ffprobe must say of the packets in [#forFfmpeg] when it prints
  /// `packet=pts,dts,size,flags` as `csv`: every frame, at its very tick.
  public List<String> packetLines() {
    int timescale = InitSegment.timescale(track);
    List<String> lines = new ArrayList<>();
    for (Frame frame : frames) {
      long pts = frame.pts().toTicks(timescale);
      long dts = frame.dts().toTicks(timescale);
      String flag = frame.keyFrame() ? "K" : "_";
      lines.add("packet," + pts + "," + dts + "," + frame.payload().length() + "," + flag);
    }
    return lines;
  }

  private static EncodedMedia of(List<StreamEvent> events) {
    assertThat(events.get(0)).isInstanceOf(TracksChanged.class);
    Track track = ((TracksChanged) events.get(0)).tracks().asList().get(0);
    List<Frame> frames = new ArrayList<>();
    for (StreamEvent event : events) {
      if (event instanceof Frame frame && frame.trackId() == track.id()) {
        frames.add(frame);
      }
    }
    return new EncodedMedia(track, frames);
  }

  private static void encode(boolean video, String output, Path file) throws Exception {
    String source =
        video ? "testsrc2=size=320x240:rate=25" : "sine=frequency=440:sample_rate=48000";
    List<String> arguments =
        new ArrayList<>(List.of("-v", "error", "-y", "-f", "lavfi", "-i", source, "-t", "2"));
    arguments.addAll(List.of("-pix_fmt", "yuv420p"));
    arguments.addAll(Arrays.asList(output.split(" ")));
    arguments.add(file.toString());
    Tool.run(60, "ffmpeg", arguments.toArray(String[]::new));
  }

  /// JPEG images one after the other: each ends with EOI, the next begins with SOI.
  private static EncodedMedia motionJpeg(Path folder) throws Exception {
    Path file = folder.resolve("encoded.mjpeg");
    encode(true, "-c:v mjpeg -pix_fmt yuvj420p -f mjpeg", file);
    Bytes stream = Corpus.read(file);
    VideoFormat format = VideoFormat.of(320, 240, new FrameRate(25, 1), 0);
    List<Frame> frames = new ArrayList<>();
    int start = 0;
    for (int at = 2; at <= stream.length(); at++) {
      boolean ends =
          at == stream.length() || (at + 2 <= stream.length() && stream.u16(at) == 0xFFD8);
      if (ends && stream.u16(at - 2) == 0xFFD9) {
        MediaTime time = MediaTime.ofMillis(40L * frames.size());
        frames.add(new Frame(ID, time, time, true, stream.slice(start, at - start), 0));
        start = at;
      }
    }
    return new EncodedMedia(new Track(ID, new CodecParams.Mjpeg(format)), frames);
  }

  /// Sound without frames of its own, in packets of 20 ms.
  private static EncodedMedia raw(
      Path folder, CodecParams.Audio params, String format, int packetLength) throws Exception {
    Path file = folder.resolve("encoded." + format);
    String output = "-ar " + params.sampleRate() + " -ac " + params.channels() + " -f " + format;
    encode(false, output, file);
    Bytes stream = Corpus.read(file);
    List<Frame> frames = new ArrayList<>();
    MediaTime time = MediaTime.ZERO;
    for (int at = 0; at + packetLength <= stream.length(); at += packetLength) {
      frames.add(new Frame(ID, time, time, true, stream.slice(at, packetLength), 0));
      time = time.plus(PACKET_20_MS);
    }
    return new EncodedMedia(new Track(ID, params), frames);
  }

  private static EncodedMedia flashVideo(String resource) throws Exception {
    List<StreamEvent> events = new ArrayList<>();
    FlvDemuxer demuxer = new FlvDemuxer(events::add);
    new FlvReader(tag -> demuxer.accept(tag, 0)).accept(resource(resource));
    demuxer.end();
    return of(events);
  }

  /// The sizes of the frames are in the file beside.
  private static EncodedMedia flac() throws Exception {
    Bytes file = resource("/flv/flac.flac");
    CodecParams.Flac params = FlacStreamInfo.parseStreamStart(file);
    int at = 4 + 4 + FlacStreamInfo.LENGTH;
    List<Frame> frames = new ArrayList<>();
    String lines = resource("/flv/flac.framecrc").text(UTF_8);
    for (String line : lines.lines().toList()) {
      String[] fields = line.replace(" ", "").split(",", -1);
      MediaTime time = MediaTime.ofTicks(Long.parseLong(fields[1]), params.sampleRate());
      int size = Integer.parseInt(fields[4]);
      frames.add(new Frame(ID, time, time, true, file.slice(at, size), 0));
      at += size;
    }
    return new EncodedMedia(new Track(ID, params), frames);
  }

  private static Bytes resource(String path) throws IOException {
    try (InputStream in = EncodedMedia.class.getResourceAsStream(path)) {
      assertThat(in).as(path).isNotNull();
      return Bytes.wrap(in.readAllBytes());
    }
  }
}
