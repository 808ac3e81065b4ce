package io.tidegate.srt.lib;

/// libsrt's socket options (`SRT_SOCKOPT`): number, type and until when each may be set.
///
/// In the listen callback everything up to [When#BEFORE_CONNECT] may be set on the new socket, and
/// the buffers too. A refusal by libsrt is an [SrtException] that names the option.
public enum SrtOption {
  MSS(0, Type.INT, When.BEFORE_BIND),
  SNDSYN(1, Type.FLAG, When.ANY_TIME),
  RCVSYN(2, Type.FLAG, When.ANY_TIME),
  ISN(3, Type.INT, When.NEVER),
  FC(4, Type.INT, When.BEFORE_CONNECT),
  SNDBUF(5, Type.INT, When.BEFORE_BIND),
  RCVBUF(6, Type.INT, When.BEFORE_BIND),
  UDP_SNDBUF(8, Type.INT, When.BEFORE_BIND),
  UDP_RCVBUF(9, Type.INT, When.BEFORE_BIND),
  RENDEZVOUS(12, Type.FLAG, When.BEFORE_CONNECT),
  SNDTIMEO(13, Type.INT, When.ANY_TIME),
  RCVTIMEO(14, Type.INT, When.ANY_TIME),
  REUSEADDR(15, Type.FLAG, When.BEFORE_BIND),
  MAXBW(16, Type.LONG, When.ANY_TIME),
  STATE(17, Type.INT, When.NEVER),
  EVENT(18, Type.INT, When.NEVER),
  SNDDATA(19, Type.INT, When.NEVER),
  RCVDATA(20, Type.INT, When.NEVER),
  SENDER(21, Type.FLAG, When.BEFORE_CONNECT),
  TSBPDMODE(22, Type.FLAG, When.BEFORE_CONNECT),
  LATENCY(23, Type.INT, When.BEFORE_CONNECT),
  INPUTBW(24, Type.LONG, When.ANY_TIME),
  OHEADBW(25, Type.INT, When.ANY_TIME),
  PASSPHRASE(26, Type.TEXT, When.BEFORE_CONNECT),
  PBKEYLEN(27, Type.INT, When.BEFORE_CONNECT),
  KMSTATE(28, Type.INT, When.NEVER),
  IPTTL(29, Type.INT, When.BEFORE_BIND),
  IPTOS(30, Type.INT, When.BEFORE_BIND),
  TLPKTDROP(31, Type.FLAG, When.BEFORE_CONNECT),
  SNDDROPDELAY(32, Type.INT, When.ANY_TIME),
  NAKREPORT(33, Type.FLAG, When.BEFORE_CONNECT),
  VERSION(34, Type.INT, When.NEVER),
  PEERVERSION(35, Type.INT, When.NEVER),
  CONNTIMEO(36, Type.INT, When.BEFORE_CONNECT),
  DRIFTTRACER(37, Type.FLAG, When.ANY_TIME),
  MININPUTBW(38, Type.LONG, When.ANY_TIME),
  SNDKMSTATE(40, Type.INT, When.NEVER),
  RCVKMSTATE(41, Type.INT, When.NEVER),
  LOSSMAXTTL(42, Type.INT, When.ANY_TIME),
  RCVLATENCY(43, Type.INT, When.BEFORE_CONNECT),
  PEERLATENCY(44, Type.INT, When.BEFORE_CONNECT),
  MINVERSION(45, Type.INT, When.BEFORE_CONNECT),
  STREAMID(46, Type.TEXT, When.BEFORE_CONNECT),
  CONGESTION(47, Type.TEXT, When.BEFORE_CONNECT),
  MESSAGEAPI(48, Type.FLAG, When.BEFORE_CONNECT),
  PAYLOADSIZE(49, Type.INT, When.BEFORE_CONNECT),
  TRANSTYPE(50, Type.INT, When.BEFORE_BIND),
  KMREFRESHRATE(51, Type.INT, When.BEFORE_CONNECT),
  KMPREANNOUNCE(52, Type.INT, When.BEFORE_CONNECT),
  ENFORCEDENCRYPTION(53, Type.FLAG, When.BEFORE_CONNECT),
  IPV6ONLY(54, Type.INT, When.BEFORE_BIND),
  PEERIDLETIMEO(55, Type.INT, When.BEFORE_CONNECT),
  BINDTODEVICE(56, Type.TEXT, When.BEFORE_BIND),
  /// Bonding; the option is unknown to builds without it.
  GROUPCONNECT(57, Type.INT, When.BEFORE_CONNECT),
  PACKETFILTER(60, Type.TEXT, When.BEFORE_CONNECT),
  RETRANSMITALGO(61, Type.INT, When.BEFORE_CONNECT),
  /// Since 1.5.2, and only in builds with it: AES-CTR 1, AES-GCM 2.
  CRYPTOMODE(62, Type.INT, When.BEFORE_CONNECT),
  /// Since 1.5.3: most bytes a second for repeats.
  MAXREXMITBW(63, Type.LONG, When.ANY_TIME);

  /// What a value is.
  public enum Type {
    /// 32 bits
    INT,
    /// 64 bits
    LONG,
    /// one byte, 0 or 1
    FLAG,
    /// at most 512 bytes
    TEXT
  }

  /// Until when libsrt takes a value.
  public enum When {
    BEFORE_BIND,
    /// Also in the listen callback.
    BEFORE_CONNECT,
    ANY_TIME,
    /// It can only be read.
    NEVER
  }

  private final int number;
  private final Type type;
  private final When settable;

  SrtOption(int number, Type type, When settable) {
    this.number = number;
    this.type = type;
    this.settable = settable;
  }

  int number() {
    return number;
  }

  public Type type() {
    return type;
  }

  /// Until when it may be set.
  public When settable() {
    return settable;
  }

  /// Its value is never shown.
  boolean isSecret() {
    return this == PASSPHRASE;
  }
}
