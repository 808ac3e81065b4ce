package io.tidegate.srt.lib;

import com.sun.jna.NativeLibrary;
import java.util.List;

/// The system's libsrt, there or not. Any thread.
public sealed interface SrtLibrary {
  /// Debian's names: the OpenSSL build, then the GnuTLS one, which carries the same functions.
  List<String> FILE_NAMES = List.of("libsrt.so.1.5", "libsrt-gnutls.so.1.5");

  /// Loads and starts it, once in a process; later calls get the same answer.
  static SrtLibrary load() {
    return LibraryLoader.INSTANCE;
  }

  /// Ready for use. It stays loaded until the process ends: other threads may be inside.
  final class Loaded implements SrtLibrary {
    private final String fileName;

    Loaded(String fileName) {
      this.fileName = fileName;
    }

    /// Which of [#FILE_NAMES].
    public String fileName() {
      return fileName;
    }

    /// Such as `1.5.1`.
    public String version() {
      return versionText(LibSrt.srt_getversion());
    }

    /// A new socket, neither bound nor connected. Close it.
    public SrtSocket open() throws SrtException {
      int id = LibSrt.srt_create_socket();
      if (id == LibSrt.ERROR) {
        throw SrtException.ofLastCall("srt_create_socket");
      }
      return new SrtSocket(id);
    }
  }

  /// Not to be had on this machine.
  ///
  /// @param reason what to do about it, for operators
  record Missing(String reason) implements SrtLibrary {}

  /// `1.5.1` of 0x010501.
  static String versionText(int version) {
    return (version >>> 16 & 0xFF) + "." + (version >>> 8 & 0xFF) + "." + (version & 0xFF);
  }

  /// Loads the first of `fileNames` that is there and has every function.
  static SrtLibrary load(List<String> fileNames) {
    StringBuilder why = new StringBuilder();
    for (String fileName : fileNames) {
      try {
        LibSrt.bind(NativeLibrary.getInstance(fileName));
        LibSrt.srt_startup();
        // fatal errors only: what goes wrong with a peer is ours to tell, once and with a session
        LibSrt.srt_setloglevel(LibraryLoader.LOG_CRITICAL);
        return new Loaded(fileName);
      } catch (UnsatisfiedLinkError | NoClassDefFoundError missing) {
        String message = String.valueOf(missing.getMessage());
        why.append(why.isEmpty() ? "" : "; ").append(message.lines().findFirst().orElse(fileName));
      }
    }
    return new Missing("SRT is off: install the package libsrt1.5-openssl (" + why + ")");
  }
}
