/** A send is the sender's id for a member. */
export const keyOf = ({ memberId, id }: { memberId: string; id: string }) => `${memberId} ${id}`
