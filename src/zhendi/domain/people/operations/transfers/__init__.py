"""Transfers of the organisation relation: the sending side, the receiving side, and what every step has in common.

申请 → 转出支部同意 → 转出党委审核 → 在途 → 转入党委同意 → 转入支部接收 → 回执 → 完成; to the side 退回 and 撤回. While on the way
the member stays a member of the sending branch, which answers for him (党员教育管理工作条例 2019, art. 25).
"""
