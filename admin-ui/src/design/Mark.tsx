/** The tide. */
export function Mark({ className = "" }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={className}>
      <rect width="32" height="32" rx="7" fill="#10263d" />
      <path
        d="M5 13c4-5 7-5 11 0s7 5 11 0M5 21c4-5 7-5 11 0s7 5 11 0"
        fill="none"
        stroke="#58b4ff"
        strokeWidth="3"
        strokeLinecap="round"
      />
    </svg>
  );
}
