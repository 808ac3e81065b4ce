package io.tidegate.gateway.host;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Clock;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/// A machine to throw away: files below a folder, programs that write down how they were called,
/// and systemd's socket, which answers as the helper does.
public final class FakeHost implements AutoCloseable {
  private static final String ADDRESSES =
      """
      [{"ifname":"lo","addr_info":[{"family":"inet","local":"127.0.0.1","prefixlen":8}]},
       {"ifname":"eth0","addr_info":[{"family":"inet","local":"192.0.2.7","prefixlen":24},
        {"family":"inet6","local":"fe80::1","prefixlen":64}]},{"ifname":"eth1","addr_info":[]}]
      """;

  private final Path root;
  private final HostVerbs verbs;
  private final KeyPair key;
  private final ServerSocketChannel server;

  public FakeHost(Path root) throws IOException {
    this.root = root;
    try {
      key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every Java has it", missing);
    }
    files();
    programs();
    verbs = new HostVerbs(new HostTree(root), Clock.systemUTC());
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket()));
    Thread.ofPlatform().daemon().name("fake-host").start(this::serve);
  }

  public Path root() {
    return root;
  }

  public Path socket() {
    return root.resolve("socket");
  }

  HostVerbs verbs() {
    return verbs;
  }

  private void files() throws IOException {
    write("etc/hostname", "gate-1\n");
    for (String link : List.of("eth0", "eth1")) {
      Files.createDirectories(root.resolve("sys/class/net/" + link + "/device"));
      write("sys/class/net/" + link + "/address", "02:00:00:00:00:0" + link.charAt(3) + "\n");
      write("sys/class/net/" + link + "/operstate", link.equals("eth0") ? "up\n" : "down\n");
      write("sys/class/net/" + link + "/carrier", link.equals("eth0") ? "1\n" : "0\n");
    }
    Files.createDirectories(root.resolve("sys/class/net/lo"));
    write("usr/share/zoneinfo/Europe/Vienna", "TZif");
    write("usr/share/zoneinfo/UTC", "TZif");
    write("usr/lib/tidegate/release.json", "{\"version\": \"1.0.0\", \"schema\": 7}");
    String pem = Base64.getMimeEncoder().encodeToString(key.getPublic().getEncoded());
    write(
        "usr/lib/tidegate/release.pub",
        "-----BEGIN PUBLIC KEY-----\n" + pem + "\n-----END PUBLIC KEY-----\n");
    write("time", "Timezone=UTC\nNTP=yes\nCanNTP=yes\nNTPSynchronized=yes\n");
    write("addresses.json", ADDRESSES);
    write("main-pid", "4711\n");
  }

  private void programs() throws IOException {
    program(
        "ip",
        "case \"$*\" in *address*) cat addresses.json ;; *-4*) echo"
            + " '[{\"gateway\":\"192.0.2.1\",\"dev\":\"eth0\"}]' ;; esac");
    program("networkctl", "[ ! -e no-reload ]");
    program("systemd-run", "[ ! -e no-timer ]");
    program(
        "systemctl",
        "case \"$*\" in *tidegate-update*) [ -e update-runs ] ;; *is-active*) [ ! -e no-networkd ]"
            + " ;; *MainPID*) cat main-pid ;; esac");
    program("hostnamectl", "[ \"$1\" = set-hostname ] && echo \"$2\" >etc/hostname");
    program(
        "timedatectl",
        """
        case "$1" in
        show) cat time ;;
        set-timezone) sed -i "s|^Timezone=.*|Timezone=$2|" time ;;
        set-ntp) [ "$2" = true ] && w=yes || w=no; sed -i "s|^NTP=.*|NTP=$w|" time ;;
        esac\
        """);
    program("apt-get", "true");
  }

  /// @param does in the folder of the machine, after the call was written down
  void program(String name, String does) throws IOException {
    String script =
        "#!/bin/sh\ncd '" + root + "' || exit 9\necho \"" + name + " $*\" >>calls\n" + does + "\n";
    Path file = write("usr/bin/" + name, script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  public Path write(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.resolveSibling("."));
    return Files.writeString(file, text);
  }

  public String read(String path) throws IOException {
    return Files.readString(root.resolve(path));
  }

  /// How programs were called since the last time that somebody asked, but for those that only
  /// look.
  public List<String> calls() throws IOException {
    Path calls = root.resolve("calls");
    if (!Files.exists(calls)) {
      return List.of();
    }
    List<String> lines = Files.readAllLines(calls);
    Files.delete(calls);
    return lines.stream()
        .filter(line -> !line.startsWith("ip ") && !line.contains("is-active"))
        .filter(line -> !line.equals("timedatectl show"))
        .toList();
  }

  /// The file of an update that this machine's key has signed.
  public byte[] bundle(String version, int schema, byte[] payload) throws Exception {
    JsonObject manifest =
        new JsonObject()
            .put("kind", "deb")
            .put("version", version)
            .put("arch", "all")
            .put("schema", schema)
            .put("bytes", payload.length)
            .put("sha256", HexFormat.of().formatHex(sha256(payload)));
    return bundle(manifest.encode(), payload);
  }

  static byte[] sha256(byte[] bytes) throws GeneralSecurityException {
    return MessageDigest.getInstance("SHA-256").digest(bytes);
  }

  byte[] bundle(String manifest, byte[] payload) throws GeneralSecurityException {
    Signature sign = Signature.getInstance("Ed25519");
    sign.initSign(key.getPrivate());
    sign.update(manifest.getBytes(StandardCharsets.UTF_8));
    String head =
        UpdateBundle.MAGIC
            + "\n"
            + Base64.getEncoder().encodeToString(sign.sign())
            + "\n"
            + manifest
            + "\n";
    byte[] start = head.getBytes(StandardCharsets.UTF_8);
    byte[] all = new byte[start.length + payload.length];
    System.arraycopy(start, 0, all, 0, start.length);
    System.arraycopy(payload, 0, all, start.length, payload.length);
    return all;
  }

  /// What the timer of a change does when its time is over.
  public boolean expire(String id) throws HostException {
    return verbs.network().expired(id);
  }

  private void serve() {
    while (server.isOpen()) {
      try (SocketChannel one = server.accept()) {
        HostMain.serve(verbs, Channels.newInputStream(one), Channels.newOutputStream(one));
      } catch (IOException closed) {
        // of the one who asked, or of all
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
