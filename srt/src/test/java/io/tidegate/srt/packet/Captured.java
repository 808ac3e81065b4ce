package io.tidegate.srt.packet;

import io.tidegate.media.Bytes;

/// Packets of two srt-live-transmit 1.5.1, caught on loopback: AES-192, a stream id, FEC, 120 ms at
/// the caller and 150 ms at the listener.
public final class Captured {
  public static final Bytes INDUCTION =
      Bytes.ofHex(
          """
          800000000000000000000ec40000000000000004000000021e57a3db000005dc
          000020000000000118556c90000000000100007f000000000000000000000000
          """);

  public static final Bytes INDUCTION_RESPONSE =
      Bytes.ofHex(
          """
          80000000000000000009198818556c900000000500004a171e57a3db000005dc
          000020000000000118556c90e38bfa8c0100007f000000000000000000000000
          """);

  public static final Bytes CONCLUSION =
      Bytes.ofHex(
          """
          800000000000000000048b500000000000000005000300071e57a3db000005dc
          00002000ffffffff18556c90e38bfa8c0100007f000000000000000000000000
          0001000300010501000000bf00780078
          000500073a3a2123696c3d72632f65762c316d6175703d6d73696c6200000068
          0003001012202901000000000200020000000406dca7dab3df60d5a52272e8a7
          70a22aea279a68e1aeabf1b2b4bd986a8099134eeff3902643d59412d3c505fb
          e5ac2da5
          """);

  public static final Bytes CONCLUSION_RESPONSE =
      Bytes.ofHex(
          """
          80000000000000000000055d18556c9000000005000000071e57a3db000005dc
          00002000ffffffff03728187e38bfa8c0100007f000000000000000000000000
          0002000300010501000000bf00960096
          000700052c636566736c6f63722c353a3a73776f00000035
          0004001012202901000000000200020000000406dca7dab3df60d5a52272e8a7
          70a22aea279a68e1aeabf1b2b4bd986a8099134eeff3902643d59412d3c505fb
          e5ac2da5
          """);

  /// Headers alone; the payload is not of interest.
  public static final Bytes DATA = Bytes.ofHex("1e57a3dbc80000010004945c03728187");

  public static final Bytes FILTER_DATA = Bytes.ofHex("1e57edbdc80000000022ff7003728187");

  public static final Bytes FULL_ACK =
      Bytes.ofHex(
          """
          800200000000000200005ba618556c90
          1e57a3f100000145000000a200001fe900006994000003e802327e38
          """);

  public static final Bytes LIGHT_ACK = Bytes.ofHex("80020000000000000000b9bf18556c901e57a442");

  public static final Bytes ACKACK = Bytes.ofHex("80060000000000020004e8230372818700000000");

  public static final Bytes NAK =
      Bytes.ofHex("80030000000000000000e8e218556c909e57a5461e57a5471e57a54c");

  public static final Bytes SHUTDOWN = Bytes.ofHex("80050000000000000023272403728187");

  private Captured() {}
}
