package io.tidegate.transcode;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_AAC;
import static org.bytedeco.ffmpeg.global.avcodec.av_new_packet;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_malloc;

import io.tidegate.media.Bytes;
import io.tidegate.media.codec.AudioSpecificConfig;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;

/// FFmpeg's AAC decoder: judges what the encoder made.
final class TestDecoder implements AutoCloseable {
  private static final int PADDING = 64;

  private final AVCodecContext context;
  private final AVPacket packet = av_packet_alloc();
  private final AVFrame frame = av_frame_alloc();

  TestDecoder(int rate, int channels) {
    AVCodec codec = avcodec_find_decoder(AV_CODEC_ID_AAC);
    context = avcodec_alloc_context3(codec);
    byte[] config = AudioSpecificConfig.write(2, rate, channels).toByteArray();
    BytePointer extra = new BytePointer(av_malloc(config.length + PADDING));
    extra.put(config);
    context.extradata(extra);
    context.extradata_size(config.length);
    if (avcodec_open2(context, codec, (AVDictionary) null) < 0) {
      throw new IllegalStateException("no decoder");
    }
  }

  /// The samples of the first channel.
  float[] decode(Bytes payload) {
    av_new_packet(packet, payload.length());
    packet.data().put(payload.toByteArray());
    int sent = avcodec_send_packet(context, packet);
    av_packet_unref(packet);
    if (sent < 0 || avcodec_receive_frame(context, frame) < 0) {
      throw new IllegalStateException("not decoded: " + sent);
    }
    float[] samples = new float[frame.nb_samples()];
    new FloatPointer(frame.data(0)).get(samples);
    return samples;
  }

  @Override
  public void close() {
    av_frame_free(frame);
    av_packet_free(packet);
    avcodec_free_context(context);
  }
}
