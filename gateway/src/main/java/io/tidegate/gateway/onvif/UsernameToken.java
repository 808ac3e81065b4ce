package io.tidegate.gateway.onvif;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidegate.rtsp.message.Credentials;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;

/// WS-Security UsernameToken Profile 1.0 §3 with the digest of a password, as ONVIF Core §5.9.1
/// asks for it. Stateless.
final class UsernameToken {
  private UsernameToken() {}

  /// The header of one message.
  ///
  /// @param nonce random each time
  /// @param time by the clock of the camera
  static String header(Credentials login, byte[] nonce, Instant time) {
    // whole seconds: some cameras read no parts of them
    String created = time.truncatedTo(ChronoUnit.SECONDS).toString();
    String digest = digest(nonce, created, login.password());
    String text = Base64.getEncoder().encodeToString(nonce);
    return """
    <wsse:Security s:mustUnderstand="1"\
     xmlns:wsse="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"\
     xmlns:wsu="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd">\
    <wsse:UsernameToken>\
    <wsse:Username>%s</wsse:Username>\
    <wsse:Password\
     Type="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordDigest">%s</wsse:Password>\
    <wsse:Nonce\
     EncodingType="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary">%s</wsse:Nonce>\
    <wsu:Created>%s</wsu:Created>\
    </wsse:UsernameToken></wsse:Security>\
    """
        .formatted(XmlText.escaped(login.user()), digest, text, created);
  }

  /// `Base64(SHA-1(nonce + created + password))`
  static String digest(byte[] nonce, String created, String password) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      sha1.update(nonce);
      sha1.update(created.getBytes(UTF_8));
      sha1.update(password.getBytes(UTF_8));
      return Base64.getEncoder().encodeToString(sha1.digest());
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java has SHA-1", missing);
    }
  }
}
