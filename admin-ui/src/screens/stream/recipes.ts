/** What is typed or pasted into a program. */
export interface Recipe {
  program: string;
  /** It plays the stream; else it publishes. */
  plays: boolean;
  text: string;
}

/** For a shell of POSIX. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** @param urls by protocol, as the API lists them */
export function playRecipes(urls: Record<string, string>): Recipe[] {
  const { hls, rtmp, rtsp, srt } = urls;
  const recipes: Recipe[] = [];
  const add = (program: string, text: string | undefined) => {
    if (text !== undefined) recipes.push({ program, plays: true, text });
  };
  const flv = urls["http-flv"];
  add("FFmpeg", flv && `ffmpeg -i ${quoted(flv)} -c copy out.mkv`);
  add("VLC", (rtsp ?? hls) && `vlc ${quoted(rtsp ?? hls ?? "")}`);
  add("GStreamer", hls && `gst-play-1.0 ${quoted(hls)}`);
  add("vMix", srt ?? rtmp);
  add("OBS", hls ?? rtmp);
  return recipes;
}

/** OBS and vMix take server and key apart, where the server ends with the app. */
export function publishRecipes(urls: Record<string, string>): Recipe[] {
  const { rtmp, rtsp, srt } = urls;
  const recipes: Recipe[] = [];
  const add = (program: string, text: string | undefined) => {
    if (text !== undefined) recipes.push({ program, plays: false, text });
  };
  if (rtmp) {
    const slash = rtmp.lastIndexOf("/");
    add("OBS", `${rtmp.slice(0, slash)}  ${rtmp.slice(slash + 1)}`);
    add("FFmpeg", `ffmpeg -re -i film.mp4 -c copy -f flv ${quoted(rtmp)}`);
    add("GStreamer", `gst-launch-1.0 videotestsrc ! x264enc tune=zerolatency ! flvmux ! rtmp2sink location=${quoted(rtmp)}`);
  }
  add("vMix", srt);
  add("FFmpeg SRT", srt && `ffmpeg -re -i film.mp4 -c copy -f mpegts ${quoted(srt)}`);
  add("FFmpeg RTSP", rtsp && `ffmpeg -re -i film.mp4 -c copy -f rtsp ${quoted(rtsp)}`);
  return recipes;
}
