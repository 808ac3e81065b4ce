package io.tidegate.transcode;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_FATAL;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLTP;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_copy;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_make_writable;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_make_q;
import static org.bytedeco.ffmpeg.global.avutil.av_opt_set;

import io.tidegate.media.Bytes;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.FloatPointer;

/// FFmpeg's own AAC-LC encoder, in this process. It sees nothing but samples that were decoded in
/// Java. Confined to one platform thread.
final class FfmpegAacEncoder implements AacEncoder {
  /// The AAC of a second has 47 packets of some hundred bytes; more than this is no packet.
  private static final int MAX_PACKET = 16_384;

  private final AVCodecContext context;
  private final AVFrame frame;
  private final AVPacket packet;
  private long position;
  private boolean closed;

  private FfmpegAacEncoder(AVCodecContext context, AVFrame frame, AVPacket packet) {
    this.context = context;
    this.frame = frame;
    this.packet = packet;
  }

  /// Loads FFmpeg when it is the first.
  ///
  /// @throws EncoderException when the library cannot be loaded, or refuses the format
  static AacEncoder open(AacFormat format) throws EncoderException {
    try {
      av_log_set_level(AV_LOG_FATAL);
      AVCodec codec = avcodec_find_encoder_by_name("aac");
      if (codec == null) {
        throw new EncoderException("FFmpeg was built without an AAC encoder");
      }
      FfmpegAacEncoder encoder =
          new FfmpegAacEncoder(avcodec_alloc_context3(codec), av_frame_alloc(), av_packet_alloc());
      try {
        encoder.configure(codec, format);
      } catch (EncoderException refused) {
        encoder.close();
        throw refused;
      }
      return encoder;
    } catch (LinkageError missing) {
      throw new EncoderException("FFmpeg cannot be loaded: " + firstLine(missing), missing);
    }
  }

  private void configure(AVCodec codec, AacFormat format) throws EncoderException {
    int rate = format.params().sampleRate();
    context.sample_fmt(AV_SAMPLE_FMT_FLTP);
    context.sample_rate(rate);
    av_channel_layout_default(context.ch_layout(), format.params().channels());
    context.bit_rate(format.bitsPerSecond());
    context.time_base(av_make_q(1, rate));
    context.thread_count(1);
    // "twoloop" costs twice as much, which telephone sound does not repay
    check(av_opt_set(context.priv_data(), "aac_coder", "fast", 0), "choosing the coder");
    check(avcodec_open2(context, codec, (AVDictionary) null), "opening the encoder");
    if (context.frame_size() != AacFormat.FRAME_SAMPLES) {
      throw new EncoderException("FFmpeg's AAC has frames of " + context.frame_size());
    }
    frame.format(AV_SAMPLE_FMT_FLTP);
    frame.sample_rate(rate);
    frame.nb_samples(AacFormat.FRAME_SAMPLES);
    check(av_channel_layout_copy(frame.ch_layout(), context.ch_layout()), "setting channels");
    check(av_frame_get_buffer(frame, 0), "allocating samples");
  }

  @Override
  public void encode(float[][] channels, Packets out) throws EncoderException {
    check(av_frame_make_writable(frame), "allocating samples");
    for (int i = 0; i < channels.length; i++) {
      new FloatPointer(frame.data(i)).put(channels[i], 0, AacFormat.FRAME_SAMPLES);
    }
    frame.pts(position);
    position += AacFormat.FRAME_SAMPLES;
    check(avcodec_send_frame(context, frame), "encoding");
    while (avcodec_receive_packet(context, packet) == 0) {
      int length = packet.size();
      if (length > 0 && length <= MAX_PACKET) {
        byte[] payload = new byte[length];
        packet.data().get(payload);
        out.packet(packet.pts(), Bytes.wrap(payload));
      }
      av_packet_unref(packet);
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      av_packet_free(packet);
      av_frame_free(frame);
      avcodec_free_context(context);
    }
  }

  private static void check(int result, String doing) throws EncoderException {
    if (result < 0) {
      throw new EncoderException("FFmpeg: " + doing + " failed with " + result);
    }
  }

  private static String firstLine(Throwable problem) {
    String name = problem.getClass().getSimpleName();
    String message = problem.getMessage();
    return message == null ? name : message.lines().findFirst().orElse(name);
  }
}
