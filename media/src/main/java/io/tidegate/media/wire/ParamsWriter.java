package io.tidegate.media.wire;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.HevcProfile;
import io.tidegate.media.VideoFormat;
import java.util.List;

/// [CodecParams] as bytes: what [ParamsReader] reads.
final class ParamsWriter {
  private final ByteWriter out = new ByteWriter(128);

  private ParamsWriter() {}

  static Bytes write(CodecParams params) {
    ParamsWriter writer = new ParamsWriter();
    writer.params(params);
    return writer.out.toBytes();
  }

  private void params(CodecParams params) {
    switch (params) {
      case CodecParams.Avc avc -> {
        video(Coding.AVC, avc.format()).u8(avc.chromaFormatIdc());
        out.u8(avc.bitDepthLuma()).u8(avc.bitDepthChroma());
        sets(avc.sps());
        sets(avc.pps());
      }
      case CodecParams.Hevc hevc -> {
        video(Coding.HEVC, hevc.format()).u8(hevc.chromaFormatIdc());
        out.u8(hevc.bitDepthLuma()).u8(hevc.bitDepthChroma());
        HevcProfile profile = hevc.profile();
        out.u8(profile.space()).u8(profile.tier()).u8(profile.idc());
        out.u32(profile.compatibilityFlags()).u64(profile.constraintFlags());
        out.u8(profile.levelIdc());
        sets(hevc.vps());
        sets(hevc.sps());
        sets(hevc.pps());
      }
      case CodecParams.Av1 av1 -> {
        video(Coding.AV1, av1.format()).u8(av1.profile()).u8(av1.levelIdx()).u8(av1.tier());
        out.u8(av1.bitDepth()).u8(av1.monochrome() ? 1 : 0);
        out.u8(av1.subsamplingX()).u8(av1.subsamplingY()).u8(av1.chromaSamplePosition());
        bytes(av1.sequenceHeader());
      }
      case CodecParams.Vp9 vp9 -> {
        video(Coding.VP9, vp9.format()).u8(vp9.profile()).u8(vp9.level());
        out.u8(vp9.bitDepth()).u8(vp9.chromaSubsampling());
        bytes(vp9.vpcC());
      }
      case CodecParams.Mjpeg mjpeg -> video(Coding.MJPEG, mjpeg.format());
      case CodecParams.MpegVideo mpeg -> {
        video(Coding.MPEG_VIDEO, mpeg.format()).u8(mpeg.version()).u8(mpeg.profileAndLevel());
        out.u8(mpeg.progressive() ? 1 : 0).u8(mpeg.chromaFormat());
        bytes(mpeg.headers());
      }
      case CodecParams.Audio audio -> audio(audio);
    }
  }

  private void audio(CodecParams.Audio params) {
    switch (params) {
      case CodecParams.Aac aac -> {
        coding(Coding.AAC).u8(aac.objectType()).u32(aac.sampleRate()).u32(aac.coreSampleRate());
        out.u8(aac.channels()).u32(aac.coreSamplesPerFrame());
        bytes(aac.config());
      }
      case CodecParams.MpegAudio mpeg ->
          coding(Coding.MPEG_AUDIO).u8(mpeg.layer()).u32(mpeg.sampleRate()).u8(mpeg.channels());
      case CodecParams.Opus opus -> {
        coding(Coding.OPUS).u8(opus.channels()).u32(opus.preSkip());
        bytes(opus.head());
      }
      case CodecParams.G711 g711 ->
          coding(Coding.G711).u8(g711.aLaw() ? 1 : 0).u32(g711.sampleRate()).u8(g711.channels());
      case CodecParams.G722 g722 -> coding(Coding.G722).u8(g722.channels());
      case CodecParams.Pcm pcm -> coding(Coding.PCM).u32(pcm.sampleRate()).u8(pcm.channels());
      case CodecParams.Flac flac -> {
        coding(Coding.FLAC).u32(flac.sampleRate()).u8(flac.channels()).u8(flac.bitsPerSample());
        out.u32(flac.blockSize());
        bytes(flac.streamInfo());
      }
      case CodecParams.Ac3 ac3 -> {
        coding(Coding.AC3).u8(ac3.enhanced() ? 1 : 0).u32(ac3.sampleRate()).u8(ac3.channels());
        out.u32(ac3.samplesPerFrame());
        bytes(ac3.config());
      }
    }
  }

  private ByteWriter coding(Coding coding) {
    return out.u8(coding.number());
  }

  private ByteWriter video(Coding coding, VideoFormat format) {
    coding(coding).u32(format.width()).u32(format.height());
    out.u32(format.sarWidth()).u32(format.sarHeight());
    out.u64(format.frameRate().numerator()).u64(format.frameRate().denominator());
    return out.u32(format.reorderDepth());
  }

  private void sets(List<Bytes> sets) {
    out.u16(sets.size());
    sets.forEach(this::bytes);
  }

  private void bytes(Bytes bytes) {
    out.u32(bytes.length()).write(bytes);
  }
}
