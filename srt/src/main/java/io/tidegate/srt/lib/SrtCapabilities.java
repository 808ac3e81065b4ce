package io.tidegate.srt.lib;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// What the installed libsrt can do, tried out rather than looked up. Immutable.
///
/// @param fileName of the library
/// @param version such as `1.5.1`
/// @param options accepted on a new socket
/// @param bonding several links as one connection
/// @param aesGcm authenticated encryption
/// @param absent what is missing, and what that costs
public record SrtCapabilities(
    String fileName,
    String version,
    Set<SrtOption> options,
    boolean bonding,
    boolean aesGcm,
    List<Absence> absent) {
  /// Something that the library cannot do.
  ///
  /// @param feature in the words of the SRT documentation
  /// @param cost what an operator does without
  public record Absence(String feature, String cost) {}

  private static final int BROADCAST_GROUP = 1;
  private static final int CRYPTO_AES_GCM = 2;

  public SrtCapabilities {
    options = Set.copyOf(options);
    absent = List.copyOf(absent);
  }

  /// Tries everything on sockets that are closed again. Blocks for some milliseconds.
  public static SrtCapabilities probe(SrtLibrary.Loaded library) throws SrtException {
    Set<SrtOption> accepted = EnumSet.noneOf(SrtOption.class);
    for (SrtOption option : SrtOption.values()) {
      if (accepts(library, option)) {
        accepted.add(option);
      }
    }
    int group = LibSrt.srt_create_group(BROADCAST_GROUP);
    if (group != LibSrt.ERROR) {
      LibSrt.srt_close(group);
    }
    boolean bonding = group != LibSrt.ERROR && accepted.contains(SrtOption.GROUPCONNECT);
    boolean aesGcm = accepted.contains(SrtOption.CRYPTOMODE);
    return new SrtCapabilities(
        library.fileName(),
        library.version(),
        accepted,
        bonding,
        aesGcm,
        absences(accepted, bonding, aesGcm));
  }

  private static List<Absence> absences(Set<SrtOption> accepted, boolean bonding, boolean aesGcm) {
    List<Absence> absent = new ArrayList<>();
    if (!bonding) {
      absent.add(
          new Absence(
              "bonding", "an encoder cannot send over two links at once; one link is one route"));
    }
    if (!aesGcm) {
      absent.add(
          new Absence(
              "AES-GCM", "peers that insist on it are refused; AES-CTR of 128 to 256 bits works"));
    }
    if (!accepted.contains(SrtOption.MAXREXMITBW)) {
      absent.add(
          new Absence(
              "MAXREXMITBW", "libsrt's own repeats are bounded by the bandwidth overhead only"));
    }
    if (!accepted.contains(SrtOption.PACKETFILTER)) {
      absent.add(new Absence("PACKETFILTER", "no forward error correction"));
    }
    if (!accepted.contains(SrtOption.PASSPHRASE)) {
      absent.add(new Absence("PASSPHRASE", "no encryption; routes with a passphrase are refused"));
    }
    return absent;
  }

  /// An option of its own socket each: some exclude one another.
  private static boolean accepts(SrtLibrary.Loaded library, SrtOption option) throws SrtException {
    try (SrtSocket scratch = library.open()) {
      if (option.settable() == SrtOption.When.NEVER) {
        scratch.getNumber(option);
      } else {
        scratch.set(sample(option));
      }
      return true;
    } catch (SrtException _) {
      return false;
    }
  }

  /// A value that every build with the option accepts.
  private static SrtSettings sample(SrtOption option) {
    SrtSettings.Builder settings = SrtSettings.builder();
    return switch (option.type()) {
      case FLAG -> settings.set(option, true).build();
      case LONG -> settings.set(option, 1_000_000L).build();
      case INT -> settings.set(option, sampleNumber(option)).build();
      case TEXT -> settings.set(option, sampleText(option)).build();
    };
  }

  private static int sampleNumber(SrtOption option) {
    return switch (option) {
      case MSS -> 1_500;
      case PAYLOADSIZE -> 1_316;
      case SNDBUF, RCVBUF, UDP_SNDBUF, UDP_RCVBUF -> 1_000_000;
      case FC -> 25_600;
      case PBKEYLEN -> 16;
      case IPTTL -> 64;
      case OHEADBW -> 25;
      case KMREFRESHRATE -> 100_000;
      case KMPREANNOUNCE -> 1_000;
      case MINVERSION -> 0x010000;
      case CRYPTOMODE -> CRYPTO_AES_GCM;
      case TRANSTYPE, IPTOS, IPV6ONLY -> 0;
      case GROUPCONNECT, RETRANSMITALGO -> 1;
      default -> 120;
    };
  }

  private static String sampleText(SrtOption option) {
    return switch (option) {
      case PASSPHRASE -> "0123456789";
      case STREAMID -> "#!::r=live/x";
      case CONGESTION -> "live";
      case PACKETFILTER -> "fec,cols:10,rows:5";
      case BINDTODEVICE -> "lo";
      default -> "";
    };
  }
}
